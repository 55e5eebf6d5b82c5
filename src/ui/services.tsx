// What the page's components are given: registries, stores and the way to a training worker.
// main.tsx makes them; components reach them through `useServices` and the hooks below.

import type { LucideIcon } from 'lucide-react';
import { createContext, useContext, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { analyze, type Analysis } from '../core/analyze.ts';
import type { DatasetInfo } from '../core/data.ts';
import type { NetworkDocument } from '../core/document.ts';
import type { LayerRegistry } from '../core/layer-kind.ts';
import type { LessonRegistry } from '../core/lesson.ts';
import type { Problem } from '../core/problems.ts';
import type { TrainingConfig } from '../core/training-config.ts';
import { trainingProblems } from '../core/training-problems.ts';
import type { DocumentState, DocumentStore } from '../editor/document-store.ts';
import type { Desk, DeskState } from '../editor/library/desk.ts';
import type { SessionState, SessionStore } from '../editor/session-store.ts';
import type { TrainingClient } from '../training/client.ts';
import type { CanvasSlot } from './canvas/canvas-slot.ts';
import type { OwnDataStore } from './data/own-data-store.ts';
import type { IsolationStore } from './offline/isolation-store.ts';

/** A document to start from; its name and notes are shown in the gallery. */
export interface Template {
  /** File name without ".json": "mnist-cnn". */
  readonly id: string;
  readonly document: NetworkDocument;
}

export interface AppServices {
  readonly layers: LayerRegistry;
  /** By lucide's name, as the kinds name them. */
  readonly layerIcons: Readonly<Record<string, LucideIcon>>;
  /** The program's own; `useDatasets` has the user's too. */
  readonly datasets: readonly DatasetInfo[];
  readonly ownData: OwnDataStore;
  /** The gallery, loaded when it is first wanted; the same promise every time. */
  readonly loadTemplates: () => Promise<readonly Template[]>;
  /** The labs of the course, loaded when they are first wanted; the same promise every time. */
  readonly loadLessons: () => Promise<LessonRegistry>;
  /** A network of the course by its path under templates/, without ".json"; rejects where there is none. */
  readonly labTemplate: (path: string) => Promise<NetworkDocument>;
  /** The document on the canvas. */
  readonly documents: DocumentStore;
  /** Which document of the library that is, and how another comes in its place. */
  readonly desk: Desk;
  readonly session: SessionStore;
  readonly canvas: CanvasSlot;
  /** Whether the page may use threads; `useIsolation` reads it. */
  readonly isolation: IsolationStore;
  /** Starts a worker of its own for every client. */
  readonly createTrainingClient: () => TrainingClient;
}

const ServicesContext = createContext<AppServices | undefined>(undefined);

export function ServicesProvider({ services, children }: { services: AppServices; children: ReactNode }) {
  return <ServicesContext.Provider value={services}>{children}</ServicesContext.Provider>;
}

/** The services of this page. Throws outside a `ServicesProvider`. */
export function useServices(): AppServices {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('useServices needs a ServicesProvider around it');
  return services;
}

/** A part of the document state; rerenders where it changes by `Object.is`. */
export function useDocument<T>(select: (state: DocumentState) => T): T {
  return useStore(useServices().documents, select);
}

/** A part of what the desk says of this tab and the library; rerenders where it changes by `Object.is`. */
export function useDesk<T>(select: (state: DeskState) => T): T {
  return useStore(useServices().desk, select);
}

/** A part of the session; rerenders where it changes by `Object.is`. */
export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(useServices().session, select);
}

/** All datasets, the program's and then the user's; rerenders where these change. */
export function useDatasets(): readonly DatasetInfo[] {
  return useStore(useServices().ownData, (state) => state.datasets);
}

/** All problems: those of the network, then those of training it as its settings say. */
export function useProblems(): readonly Problem[] {
  const { layers } = useServices();
  const datasets = useDatasets();
  const analysis = useAnalysis();
  const document = useDocument((state) => state.document);
  return findProblems(document, analysis, layers, datasets);
}

/** Several components ask for the problems of the one document. */
const found = new WeakMap<Analysis, { readonly training: TrainingConfig; readonly datasets: readonly DatasetInfo[]; readonly problems: readonly Problem[] }>();

function findProblems(
  { graph, training }: NetworkDocument, analysis: Analysis, layers: LayerRegistry, datasets: readonly DatasetInfo[],
): readonly Problem[] {
  const known = found.get(analysis);
  if (known?.training === training && known.datasets === datasets) return known.problems;
  const byId = new Map(datasets.map((dataset) => [dataset.id, dataset]));
  const problems = [...analysis.problems, ...trainingProblems({ graph, training }, layers, byId)];
  found.set(analysis, { training, datasets, problems });
  return problems;
}

/** Shapes, counts and problems of the document's graph, computed once per graph. */
export function useAnalysis(): Analysis {
  const { layers } = useServices();
  const graph = useDocument((state) => state.document.graph);
  return analyze(graph, layers);
}
