/** Associated data that binds a sealed seed (purpose `seeds`) to its token's row; whoever opens it gives the same. */
export const seedAad = (tokenId: string): string => `directory.token:${tokenId}:seed`;
