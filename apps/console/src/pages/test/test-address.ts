/** The local test with what is known of host and user filled in. */
export const testAddress = (agentHostId: string | undefined, login: string): string =>
  `/test?${new URLSearchParams({ ...agentHostId === undefined ? {} : { host: agentHostId }, login }).toString()}`;
