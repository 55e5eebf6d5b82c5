// What a person does with a page, in whichever browser: tests of all browsers are written in these words.

/** Roles that tests ask for. */
export type Role = 'button' | 'checkbox' | 'figure' | 'group' | 'menuitem' | 'option' | 'spinbutton' | 'tab' | 'textbox';

export interface Visitor {
  /** The browser's name and version: "Firefox 153.8.0". */
  readonly browser: string;
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Waits for an element of this role and accessible name, and clicks it. */
  click(role: Role, name: string | RegExp): Promise<void>;
  /** Waits for an element of this role and accessible name. */
  find(role: Role, name: string | RegExp): Promise<void>;
  /** Puts a text in place of what a field holds, and presses Enter. */
  fill(name: string, text: string): Promise<void>;
  /** Presses Control and a letter anywhere on the page. */
  shortcut(letter: string): Promise<void>;
  /** Runs a script of the page's own language, the body of a function, and returns its value. */
  evaluate<T>(body: string): Promise<T>;
  /** Chooses the menu item that saves a file, and returns what it holds. */
  takeFile(item: string | RegExp): Promise<Buffer>;
  /** Writes what is seen to a PNG. */
  screenshot(path: string): Promise<void>;
  /** Errors that the page has reported so far. */
  faults(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Why a browser cannot be driven here. */
export interface Missing {
  readonly reason: string;
}
