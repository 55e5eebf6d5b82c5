// Stands in for the package `react-style-singleton`, by which dialogs and menus keep the page behind them from scrolling: it adds
// a <style> element, and the content policy allows none. A constructed style sheet does the same under the policy.

import { useEffect } from 'react';

/** A component that adds its styles to the page with its first instance and removes them with its last. */
export function styleSingleton(): (props: { readonly styles: string }) => null {
  const sheet = stylesheetSingleton();
  return function Styles({ styles }) {
    useEffect(() => {
      sheet.add(styles);
      return () => sheet.remove();
    }, [styles]);
    return null;
  };
}

function stylesheetSingleton(): { add(styles: string): void; remove(): void } {
  let users = 0;
  let sheet: CSSStyleSheet | undefined;
  return {
    add(styles) {
      users++;
      if (sheet) return;
      sheet = new CSSStyleSheet();
      sheet.replaceSync(styles);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    },
    remove() {
      users--;
      if (users > 0) return;
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
      sheet = undefined;
    },
  };
}
