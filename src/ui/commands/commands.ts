// Everything that has a key or a place in a menu: shortcuts, context menu, top bar and the shortcuts dialog all
// read this table.

import { copySelection, cutSelection, pasteFromClipboard } from '../actions/clipboard.ts';
import { arrangeAll } from '../actions/arrange.ts';
import { inspectSelection } from '../actions/inspect.ts';
import { chooseFile, newDocument, saveDocument } from '../actions/files.ts';
import {
  bypassSelection, deleteSelection, duplicateSelection, freezeSelection, nudgeSelection, selectAll, selectedEdges, selectedNodes, selectNeighbour,
} from '../actions/selection.ts';
import type { AppServices } from '../services.tsx';

export type CommandGroup = 'File' | 'Edit' | 'Canvas' | 'Nodes' | 'Training' | 'Help';

export interface Command {
  /** As on a menu: a verb first. */
  readonly label: string;
  readonly group: CommandGroup;
  readonly keys: readonly string[];
  /** Where the keys apply: everywhere but in text fields, or with the canvas (or nothing) in focus. */
  readonly where: 'anywhere' | 'canvas';
  /** True where the browser tells of the keys by an event of its own, so that the key itself is left alone. */
  readonly byEvent?: true;
  readonly isEnabled?: (services: AppServices) => boolean;
  readonly run: (services: AppServices) => void;
}

const grid = 8;
const far = 4 * grid;
const hasNodes = (services: AppServices) => selectedNodes(services).length > 0;
const hasSelection = (services: AppServices) => hasNodes(services) || selectedEdges(services).length > 0;

const nudge = (label: string, keys: string, x: number, y: number): Command => ({
  label, group: 'Nodes', keys: [keys], where: 'canvas', isEnabled: hasNodes,
  run: (services) => nudgeSelection(services, { x, y }),
});

export const commands = {
  newDocument: { label: 'New network', group: 'File', keys: [], where: 'anywhere', run: newDocument },
  open: { label: 'Open…', group: 'File', keys: ['Mod+O'], where: 'anywhere', run: chooseFile },
  save: { label: 'Save', group: 'File', keys: ['Mod+S'], where: 'anywhere', run: saveDocument },
  templates: { label: 'Templates', group: 'File', keys: [], where: 'anywhere', run: ({ session }) => session.openDialog('templates') },
  course: { label: 'Course', group: 'File', keys: [], where: 'anywhere', run: ({ session }) => session.openDialog('course') },

  undo: {
    label: 'Undo', group: 'Edit', keys: ['Mod+Z'], where: 'anywhere',
    isEnabled: ({ documents }) => documents.getState().past.length > 0, run: ({ documents }) => documents.undo(),
  },
  redo: {
    label: 'Redo', group: 'Edit', keys: ['Mod+Shift+Z', 'Mod+Y'], where: 'anywhere',
    isEnabled: ({ documents }) => documents.getState().future.length > 0, run: ({ documents }) => documents.redo(),
  },
  cut: { label: 'Cut', group: 'Edit', keys: ['Mod+X'], where: 'canvas', byEvent: true, isEnabled: hasNodes, run: (services) => void cutSelection(services) },
  copy: { label: 'Copy', group: 'Edit', keys: ['Mod+C'], where: 'canvas', byEvent: true, isEnabled: hasNodes, run: (services) => void copySelection(services) },
  paste: { label: 'Paste', group: 'Edit', keys: ['Mod+V'], where: 'canvas', byEvent: true, run: (services) => void pasteFromClipboard(services) },
  pasteWithInputs: {
    label: 'Paste keeping inputs', group: 'Edit', keys: ['Mod+Shift+V'], where: 'canvas', byEvent: true, run: (services) => void pasteFromClipboard(services, true),
  },
  duplicate: { label: 'Duplicate', group: 'Edit', keys: ['Mod+D'], where: 'canvas', isEnabled: hasNodes, run: duplicateSelection },
  delete: { label: 'Delete', group: 'Edit', keys: ['Delete', 'Backspace'], where: 'canvas', isEnabled: hasSelection, run: (services) => deleteSelection(services) },
  deleteAndReconnect: {
    label: 'Delete and reconnect', group: 'Edit', keys: ['Mod+Delete', 'Mod+Backspace'], where: 'canvas', isEnabled: hasNodes,
    run: (services) => deleteSelection(services, true),
  },
  selectAll: { label: 'Select all', group: 'Edit', keys: ['Mod+A'], where: 'canvas', run: selectAll },
  selectNone: { label: 'Clear the selection', group: 'Edit', keys: ['Escape'], where: 'canvas', isEnabled: hasSelection, run: ({ session }) => session.select([]) },

  addLayer: { label: 'Add a layer…', group: 'Nodes', keys: ['Tab', 'K'], where: 'canvas', run: ({ canvas }) => canvas.current?.openQuickAdd() },
  bypass: { label: 'Bypass', group: 'Nodes', keys: ['B'], where: 'canvas', isEnabled: hasNodes, run: bypassSelection },
  freeze: { label: 'Freeze', group: 'Nodes', keys: ['Z'], where: 'canvas', isEnabled: hasNodes, run: freezeSelection },
  inspect: { label: 'Edit in the inspector', group: 'Nodes', keys: ['Enter'], where: 'canvas', isEnabled: hasNodes, run: inspectSelection },
  nextNode: { label: 'Select the next node', group: 'Nodes', keys: [']'], where: 'canvas', run: (services) => selectNeighbour(services, 1) },
  previousNode: { label: 'Select the previous node', group: 'Nodes', keys: ['['], where: 'canvas', run: (services) => selectNeighbour(services, -1) },
  nudgeLeft: nudge('Nudge', 'ArrowLeft', -grid, 0),
  nudgeRight: nudge('Nudge', 'ArrowRight', grid, 0),
  nudgeUp: nudge('Nudge', 'ArrowUp', 0, -grid),
  nudgeDown: nudge('Nudge', 'ArrowDown', 0, grid),
  nudgeFarLeft: nudge('Nudge further', 'Shift+ArrowLeft', -far, 0),
  nudgeFarRight: nudge('Nudge further', 'Shift+ArrowRight', far, 0),
  nudgeFarUp: nudge('Nudge further', 'Shift+ArrowUp', 0, -far),
  nudgeFarDown: nudge('Nudge further', 'Shift+ArrowDown', 0, far),

  find: { label: 'Find a node…', group: 'Canvas', keys: ['Mod+F'], where: 'anywhere', run: ({ session }) => session.openDialog('find') },
  fitSelection: {
    label: 'Zoom to the selection, or all', group: 'Canvas', keys: ['.'], where: 'canvas',
    run: (services) => services.canvas.current?.fit(hasNodes(services) ? selectedNodes(services) : undefined),
  },
  fitAll: { label: 'Zoom to fit', group: 'Canvas', keys: ['Mod+0'], where: 'anywhere', run: ({ canvas }) => canvas.current?.fit() },
  zoomIn: { label: 'Zoom in', group: 'Canvas', keys: ['+', '='], where: 'canvas', run: ({ canvas }) => canvas.current?.zoomBy(1.25) },
  zoomOut: { label: 'Zoom out', group: 'Canvas', keys: ['-'], where: 'canvas', run: ({ canvas }) => canvas.current?.zoomBy(0.8) },
  arrange: {
    label: 'Arrange', group: 'Canvas', keys: ['Shift+L'], where: 'canvas',
    run: (services) => void arrangeAll(services),
  },
  compare: { label: 'Compare…', group: 'Training', keys: ['Shift+C'], where: 'canvas', run: ({ session }) => session.openDialog('compare') },
  sweep: { label: 'Sweep…', group: 'Training', keys: ['Shift+S'], where: 'canvas', run: ({ session }) => session.openDialog('sweep') },
  shortcuts: { label: 'Keyboard shortcuts', group: 'Help', keys: ['?'], where: 'anywhere', run: ({ session }) => session.openDialog('shortcuts') },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandId = keyof typeof commands;

export const commandList: readonly Command[] = Object.values(commands);
