// A session of the W3C WebDriver protocol (https://www.w3.org/TR/webdriver2/), as far as a visitor needs it. The
// libraries for it bring programs that download browsers; the protocol is a dozen HTTP calls.

/** An element as the protocol names it. */
export type ElementId = string;

/** Key that marks an element in answers. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

export interface WebDriverSession {
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** Sends a command of the session; `path` begins after its id: "/url". Throws with the driver's message. */
  send<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T>;
  /** Elements by CSS selector, in the document's order. */
  elements(css: string): Promise<ElementId[]>;
}

export async function startSession(driverUrl: string, alwaysMatch: object): Promise<WebDriverSession> {
  const send = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${driverUrl}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  const created = await send<{ sessionId: string; capabilities: Readonly<Record<string, unknown>> }>(
    'POST', '/session', { capabilities: { alwaysMatch } },
  );
  const base = `/session/${created.sessionId}`;
  return {
    capabilities: created.capabilities,
    send: (method, path, body) => send(method, `${base}${path}`, body),
    async elements(css) {
      const answer = await send<Readonly<Record<string, string>>[]>(
        'POST', `${base}/elements`, { using: 'css selector', value: css },
      );
      return answer.map((element) => element[elementKey] ?? '');
    },
  };
}
