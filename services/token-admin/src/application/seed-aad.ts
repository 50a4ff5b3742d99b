/** Associated data that binds a sealed seed to its token's row; auth opens it with the same. */
export const seedAad = (tokenId: string): string => `directory.token:${tokenId}:seed`;
