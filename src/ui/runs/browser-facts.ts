// What a browser tells of itself and its machine, for the record of a run.

import type { RunEnvironment } from '../../runs/run-record.ts';

/** The page's environment, without the engine. */
export function browserEnvironment(): Omit<RunEnvironment, 'engine'> {
  return {
    app: import.meta.env.APP_VERSION as string,
    runtime: browserName(navigator.userAgent),
    userAgent: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    crossOriginIsolated: globalThis.crossOriginIsolated,
  };
}

/** "Firefox 143" from a user agent; the most particular name first, as each also carries those that it wants to be taken for. */
export function browserName(userAgent: string): string {
  const names: readonly (readonly [RegExp, string])[] = [
    [/Edg\/(\d+)/, 'Edge'], [/OPR\/(\d+)/, 'Opera'], [/Firefox\/(\d+)/, 'Firefox'], [/(?:Headless)?Chrome\/(\d+)/, 'Chromium'], [/Version\/(\d+).*Safari/, 'Safari'],
  ];
  for (const [pattern, name] of names) {
    const [, version] = pattern.exec(userAgent) ?? [];
    if (version !== undefined) return `${name} ${version}`;
  }
  return 'unknown browser';
}
