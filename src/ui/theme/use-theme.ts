// Applies the chosen theme to the page and follows the system's where that is the choice.

import { useEffect, useState } from 'react';
import { useSession } from '../services.tsx';

const darkQuery = '(prefers-color-scheme: dark)';

/** The theme in force; sets `data-theme` on the root element, which the tokens hang on. */
export function useTheme(): 'light' | 'dark' {
  const choice = useSession((session) => session.theme);
  const [systemIsDark, setSystemIsDark] = useState(() => matchMedia(darkQuery).matches);
  useEffect(() => {
    const query = matchMedia(darkQuery);
    const follow = () => setSystemIsDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  const theme = choice === 'system' ? (systemIsDark ? 'dark' : 'light') : choice;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return theme;
}
