export const stressFolder: string;
export function buildStress(): Promise<void>;
