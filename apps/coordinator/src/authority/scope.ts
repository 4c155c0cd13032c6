/** What a token may do: look at checks, ask and upload and leave, and present waivers. */
export const SCOPES = ['checks:read', 'checks:write', 'checks:waive'] as const;
export type Scope = (typeof SCOPES)[number];
