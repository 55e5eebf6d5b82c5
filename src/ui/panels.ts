// Which panels are open: on a narrow page the side panels are drawers, at most one of them open.

import { useCallback } from 'react';
import type { PanelName } from '../editor/session-store.ts';
import { useServices, useSession } from './services.tsx';
import { useMediaQuery } from './use-media-query.ts';

const narrowQuery = '(max-width: 1099px)';

export interface Panels {
  readonly open: Readonly<Record<PanelName, boolean>>;
  readonly toggle: (panel: PanelName) => void;
}

/** The open panels at the page's present width. */
export function usePanels(): Panels {
  const { session } = useServices();
  const narrow = useMediaQuery(narrowQuery);
  const remembered = useSession((state) => state.open);
  const drawer = useSession((state) => state.drawer);
  const open = narrow ? { palette: drawer === 'palette', inspector: drawer === 'inspector', dock: remembered.dock } : remembered;
  const toggle = useCallback((panel: PanelName) => {
    const state = session.getState();
    if (!narrow || panel === 'dock') session.openPanel(panel, !state.open[panel]);
    else session.setState({ drawer: state.drawer === panel ? undefined : panel });
  }, [narrow, session]);
  return { open, toggle };
}
