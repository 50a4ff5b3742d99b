/** The same for an agent host's sealed node secret (purpose `agent-secrets`). */
export const nodeSecretAad = (agentHostId: string): string => `directory.agent_host:${agentHostId}:node-secret`;

/** Associated data that binds a sealed seed (purpose `seeds`) to its token's row; whoever opens it gives the same. */
export const seedAad = (tokenId: string): string => `directory.token:${tokenId}:seed`;
