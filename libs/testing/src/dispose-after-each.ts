import { afterEach } from '@jest/globals';

/**
 * Gives a function that keeps what a test starts and ends it after that test, the last first, whether
 * the test passed or not. Called once at the top of a spec file or describe block.
 */
export function disposeAfterEach(): <Resource extends AsyncDisposable>(resource: Resource) => Resource {
  const kept: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const resource of kept.splice(0).reverse()) await resource[Symbol.asyncDispose]();
  });
  return (resource) => {
    kept.push(resource);
    return resource;
  };
}
