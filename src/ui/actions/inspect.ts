// From the canvas into the inspector by key or double-click.

import type { AppServices } from '../services.tsx';

const firstField = () =>
  document.querySelector<HTMLElement>('.inspector .section :is(input, select)') ?? document.querySelector<HTMLElement>('.inspector-name');

/** Opens the inspector where it is closed and puts the focus on its first field. */
export function inspectSelection({ session }: AppServices): void {
  session.setState({ drawer: 'inspector' });
  session.openPanel('inspector', true);
  focusWhenThere(20);
}

/** The inspector may have to be opened, and its code loaded, first. */
function focusWhenThere(framesLeft: number): void {
  const field = firstField();
  if (field) field.focus();
  else if (framesLeft > 0) requestAnimationFrame(() => focusWhenThere(framesLeft - 1));
}
