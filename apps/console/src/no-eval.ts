import { config } from 'zod';

// The page's policy forbids what zod would try in order to be faster; the attempt alone would be a violated policy.
config({ jitless: true });
