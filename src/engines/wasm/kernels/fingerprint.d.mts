export const fingerprintFile: URL;
export function fingerprint(): Promise<string>;
