#!/usr/bin/env node
// Committed stub so that `npx countersign` resolves before the first build.
import '../dist/main.js';
