// The panels around the canvas and the edges to drag between them: each has a usual size until it is given another by hand.

import { useEffect, useState, type ReactNode, type RefObject } from 'react';
import { Panel, Separator, usePanelRef, type GroupProps, type PanelImperativeHandle } from 'react-resizable-panels';
import type { PanelName } from '../editor/session-store.ts';
import { useServices, useSession } from './services.tsx';

/** Panels never shrink below these, in CSS pixels. */
export const least = { palette: 180, inspector: 260, dock: 120, canvas: 200 };

/** What a panel holds scrolls by itself; the panel would show a bar for a fraction of a pixel. */
export const clipped = { overflow: 'hidden' } as const;

export type PanelHandle = RefObject<PanelImperativeHandle | null>;

export interface SidePanelProps {
  readonly name: PanelName;
  /** In CSS pixels; the panel follows it. */
  readonly size: number;
  readonly handle: PanelHandle;
  readonly children: ReactNode;
}

export function SidePanel({ name, size, handle, children }: SidePanelProps) {
  // Another default size would register the panel anew.
  const [first] = useState(size);
  useEffect(() => {
    // A panel that has just opened has its place in the group a moment later, and comes back as it was left.
    const frame = requestAnimationFrame(() => handle.current?.resize(size));
    return () => cancelAnimationFrame(frame);
  }, [handle, size]);
  return (
    <Panel
      id={name} panelRef={handle} defaultSize={first} minSize={least[name]} maxSize="60%"
      groupResizeBehavior="preserve-pixel-size" style={clipped}
    >
      {children}
    </Panel>
  );
}

export function Edge({ onDoubleClick }: { readonly onDoubleClick: () => void }) {
  return <Separator className="edge" disableDoubleClick onDoubleClick={onDoubleClick} />;
}

/** Width or height in CSS pixels while none is chosen. */
const usual: Readonly<Record<PanelName, number>> = { palette: 232, inspector: 320, dock: 260 };
/** Height of the dock that lenses have room in. */
const lensDock = 480;

/** The sizes that panels are to have now: those chosen by hand, or the usual ones; a dock with a lens is higher. */
export function usePanelSizes(): Readonly<Record<PanelName, number>> {
  const chosen = useSession((state) => state.chosenSizes);
  const isLens = useSession((state) => state.dockTab === 'lenses');
  return { ...usual, ...(isLens && { dock: lensDock }), ...chosen };
}

/** Handles of all panels, and what tells the session the sizes that a person gives them. */
export function useSidePanels() {
  const { session } = useServices();
  const palette = usePanelRef();
  const inspector = usePanelRef();
  const dock = usePanelRef();
  const note = (panels: Partial<Record<PanelName, PanelHandle>>): NonNullable<GroupProps['onLayoutChanged']> => (_, { isUserInteraction }) => {
    if (!isUserInteraction) return;
    // By keyboard it is told before it is drawn.
    requestAnimationFrame(() => {
      const sizes = Object.entries(panels).flatMap(([name, { current }]) => (current ? [[name, Math.round(current.getSize().inPixels)]] : []));
      session.setState(({ chosenSizes }) => ({ chosenSizes: { ...chosenSizes, ...Object.fromEntries(sizes) } }));
    });
  };
  return { palette, inspector, dock, noteColumns: note({ palette, inspector }), noteDock: note({ dock }) };
}
