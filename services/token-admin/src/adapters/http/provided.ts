/** Injection tokens of what is an interface, not a class. */
export const TEST_BACK_END = Symbol('how a back end is tested');
export const AUTH_SERVICE = Symbol('AuthService');
export const BASE_POLICY = Symbol('BasePolicy');
export const AUDIT_TRAIL = Symbol('AuditTrail');
export const GATEWAYS = Symbol('Gateways');
export const HASH_PASSWORD = Symbol('HashPassword');
export const HEALTH = Symbol('HealthRegistry');
export const SURROUNDINGS = Symbol('Surroundings');
export const METRICS = Symbol('Metrics');
export const IMPORT_MAX_BYTES = Symbol('import limit in bytes');
export const CONSOLE_FILES = Symbol('ConsoleFiles');
