// The part of the editor that is not undone: selection, panels, viewport, theme, dialogs, notices. It is saved
// for the next visit apart from the last two; the document store knows nothing of it.

import { createStore, type StoreApi } from 'zustand/vanilla';

export type Theme = 'light' | 'dark' | 'system';
const dockTabs = ['training', 'runs', 'lenses', 'summary', 'plan', 'problems'] as const;
export type DockTab = (typeof dockTabs)[number];
const panelNames = ['palette', 'inspector', 'dock'] as const;
export type PanelName = (typeof panelNames)[number];

export type DialogName = 'templates' | 'shortcuts' | 'find' | 'compare' | 'sweep' | 'data' | 'course' | 'versions';

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** A line of text that appears for a while, or until dismissed where it is an error. */
export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'error';
  /** Stays until dismissed, as errors do. */
  readonly lasting?: boolean;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface SessionState {
  readonly selectedNodes: readonly string[];
  readonly selectedEdges: readonly string[];
  /** Undefined until the canvas has shown the document once. */
  readonly viewport: Viewport | undefined;
  readonly theme: Theme;
  readonly dockTab: DockTab;
  /** Id of the lens that the Lenses tab shows; the first where there is none of that id. */
  readonly lens: string;
  /** Ids of the lenses that are laid over the canvas, the last one foremost. */
  readonly overlays: readonly string[];
  /** A palette that is not open shows its icons, a dock its tabs. */
  readonly open: Readonly<Record<PanelName, boolean>>;
  /** The one side panel that is open on a narrow page, where they are drawers. */
  readonly drawer: 'palette' | 'inspector' | undefined;
  /** Width or height in CSS pixels of the panels that were given one by hand. */
  readonly chosenSizes: Readonly<Partial<Record<PanelName, number>>>;
  readonly dialog: DialogName | undefined;
  readonly notices: readonly Notice[];
}

export interface SessionStore extends StoreApi<SessionState> {
  select(nodes: readonly string[], edges?: readonly string[]): void;
  openPanel(panel: PanelName, open: boolean): void;
  /** Opens the dock at a tab. */
  showTab(tab: DockTab): void;
  /** Opens the dock at a lens. */
  showLens(lens: string): void;
  /** Lays a lens over the canvas, foremost, or takes it away. */
  switchOverlay(lens: string, isOn: boolean): void;
  openDialog(dialog: DialogName | undefined): void;
  notify(notice: Omit<Notice, 'id'>): void;
  dismiss(id: number): void;
}

/** What of the session outlives a visit. */
export type SavedSession = Omit<SessionState, 'notices' | 'dialog'>;

export const initialSession: SavedSession = {
  selectedNodes: [],
  selectedEdges: [],
  viewport: undefined,
  theme: 'system',
  dockTab: 'training',
  lens: '',
  overlays: ['flow', 'health'],
  open: { palette: true, inspector: true, dock: true },
  drawer: undefined,
  chosenSizes: {},
};

/** More notices than this push out the oldest. */
const maxNotices = 4;

/** A session as it was left, or a new one. */
export function createSessionStore(saved: Partial<SavedSession> = {}): SessionStore {
  const store = createStore<SessionState>(() => ({ ...initialSession, ...saved, dialog: undefined, notices: [] }));
  let nextNotice = 1;
  return {
    ...store,
    select: (selectedNodes, selectedEdges = []) => store.setState({ selectedNodes, selectedEdges }),
    openPanel: (panel, open) => store.setState((state) => ({ open: { ...state.open, [panel]: open } })),
    showTab: (dockTab) => store.setState((state) => ({ dockTab, open: { ...state.open, dock: true } })),
    showLens: (lens) => store.setState((state) => ({ lens, dockTab: 'lenses', open: { ...state.open, dock: true } })),
    switchOverlay: (lens, isOn) => store.setState(({ overlays }) => ({ overlays: [...overlays.filter((id) => id !== lens), ...(isOn ? [lens] : [])] })),
    openDialog: (dialog) => store.setState({ dialog }),
    notify: (notice) => {
      const id = nextNotice++;
      store.setState((state) => ({ notices: [...state.notices, { ...notice, id }].slice(-maxNotices) }));
    },
    dismiss: (id) => store.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) })),
  };
}

/** The usable part of a session saved by this or another version; anything else is left at its beginning. */
export function readSession(value: unknown): Partial<SavedSession> {
  if (typeof value !== 'object' || value === null) return {};
  const saved = value as Record<string, unknown>;
  const isStrings = (list: unknown) => Array.isArray(list) && list.every((item) => typeof item === 'string');
  const isRecordOf = (record: unknown, type: string) =>
    typeof record === 'object' && record !== null && Object.values(record).every((item) => typeof item === type);
  const checks: Readonly<Record<keyof SavedSession, (part: unknown) => boolean>> = {
    selectedNodes: isStrings,
    selectedEdges: isStrings,
    viewport: (part) => isRecordOf(part, 'number') && ['x', 'y', 'zoom'].every((key) => Object.hasOwn(part as object, key)),
    theme: (part) => part === 'light' || part === 'dark' || part === 'system',
    dockTab: (part) => dockTabs.some((tab) => tab === part),
    lens: (part) => typeof part === 'string',
    overlays: isStrings,
    open: (part) => isRecordOf(part, 'boolean') && panelNames.every((panel) => Object.hasOwn(part as object, panel)),
    drawer: (part) => part === 'palette' || part === 'inspector',
    chosenSizes: (part) => isRecordOf(part, 'number'),
  };
  return Object.fromEntries(Object.entries(checks).flatMap(([key, isValid]) => (isValid(saved[key]) ? [[key, saved[key]]] : [])));
}
