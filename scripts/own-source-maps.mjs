/**
 * Loaded before a server's own code: traces of errors name the lines of our sources. Maps of the packages, which
 * `--enable-source-maps` would read as well, cost every process 25 MB.
 */
import { setSourceMapsSupport } from 'node:module';

setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
