// The composition root of the page: registries, stores, services, and what the last visit left.

import { createStore, get } from 'idb-keyval';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { datasetFacts } from 'virtual:dataset-facts';
import { layerIcons } from 'virtual:layer-icons';
import { createDocument, type NetworkDocument } from './core/document.ts';
import { parseDocument } from './core/document-format.ts';
import type { LessonRegistry } from './core/lesson.ts';
import { ownDatabase, ownInfosKey, type OwnDatasetInfo } from './core/own-data.ts';
import { restoreSession, startAutosave } from './editor/autosave.ts';
import { createDocumentStore } from './editor/document-store.ts';
import { createBrowserBackend, withMemory } from './editor/library/backend.ts';
import { createDesk, type Desk } from './editor/library/desk.ts';
import type { DeskEvent } from './editor/library/desk-page.ts';
import { createLibrary } from './editor/library/library.ts';
import { createDeskPage, takeOldDocument } from './editor/library/page-storage.ts';
import { createBrowserChannel, createBrowserLocks } from './editor/library/tabs.ts';
import { createBrowserStorage } from './editor/save-storage.ts';
import { createSessionStore } from './editor/session-store.ts';
import { layers } from './layers/registry.ts';
import { createTrainingClient } from './training/client.ts';
import { withPlaces } from './ui/actions/arrange.ts';
import { App } from './ui/app.tsx';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { createOwnDataStore } from './ui/data/own-data-store.ts';
import { createIsolationStore } from './ui/offline/isolation-store.ts';
import { ServicesProvider, type AppServices, type Template } from './ui/services.tsx';

const firstTemplate = 'mnist-cnn';

const templateFiles = import.meta.glob<string>('../templates/*.json', { query: '?raw', import: 'default' });
const storage = createBrowserStorage();
const restored = await restoreSession(storage);
const session = createSessionStore(restored.session);
const documents = createDocumentStore(createDocument());
const library = createLibrary(withMemory(createBrowserBackend()));
const oldDamaged = await takeOldDocument(storage, library);
const desk: Desk = createDesk({
  documents, library, locks: createBrowserLocks(), channel: createBrowserChannel(), page: createDeskPage(storage),
  prepare: (document) => withPlaces(document, layers),
  onEvent: say,
});
if (oldDamaged) say({ type: 'set aside', setAside: oldDamaged });
await desk.start(async () => (await readTemplate(firstTemplate)) ?? createDocument());
const noView = { viewport: undefined, selectedNodes: [], selectedEdges: [] };
if (restored.document !== desk.getState().id) session.setState(noView);
desk.subscribe((now, before) => { if (now.id !== before.id) session.setState(noView); });

let lessons: Promise<LessonRegistry> | undefined;
let templates: Promise<readonly Template[]> | undefined;

const services: AppServices = {
  layers,
  layerIcons,
  datasets: datasetFacts,
  ownData: createOwnDataStore(datasetFacts, await readOwnInfos(), () => new Worker(new URL('./datasets/own/own-data.worker.ts', import.meta.url), { type: 'module', name: 'own-data' })),
  loadTemplates: () => (templates ??= readTemplates()),
  loadLessons: () => (lessons ??= import('./lessons/registry.ts').then((module) => module.lessons)),
  labTemplate: (path) => readLabTemplate(import.meta.glob<string>('../templates/labs/*.json', { query: '?raw', import: 'default' }), path),
  documents,
  desk,
  session,
  canvas: { current: undefined },
  isolation: createIsolationStore(),
  createTrainingClient: () =>
    createTrainingClient(() => new Worker(new URL('./training/trainer.worker.ts', import.meta.url), { type: 'module', name: 'trainer' })),
};

startAutosave(session, storage, () => desk.getState().id);

// In development the page must always be the one that was just edited.
if (import.meta.env.PROD) {
  void import('./ui/offline/service-worker.ts').then(({ startServiceWorker }) => startServiceWorker(services.isolation, (reload) => services.session.notify({
    tone: 'info', lasting: true, text: 'A new version of Convloom is ready. Reloading ends a run that is going on.', action: { label: 'Reload', run: reload },
  })));
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <ErrorBoundary part="Convloom">
      <ServicesProvider services={services}><App /></ServicesProvider>
    </ErrorBoundary>
  </StrictMode>,
);

/** What is known of the data that earlier visits kept; a browser that keeps nothing has none. */
async function readOwnInfos(): Promise<readonly OwnDatasetInfo[]> {
  const infos = await get<readonly OwnDatasetInfo[]>(ownInfosKey, createStore(ownDatabase.name, ownDatabase.store)).catch(() => undefined);
  return infos ?? [];
}

/** A network of the gallery by its id. */
async function readTemplate(id: string): Promise<NetworkDocument | undefined> {
  const result = parseDocument((await templateFiles[`../templates/${id}.json`]?.()) ?? '');
  return 'document' in result ? result.document : undefined;
}

/** Those of the labs are read when one is wanted; two of them are large. */
async function readLabTemplate(files: Readonly<Record<string, () => Promise<string>>>, path: string): Promise<NetworkDocument> {
  const known = await readTemplate(path);
  if (known) return known;
  const read = files[`../templates/${path}.json`];
  if (!read) throw new Error(`There is no template "${path}".`);
  const result = parseDocument(await read());
  if ('document' in result) return result.document;
  throw new Error(`The template "${path}" could not be read: ${result.problems[0]?.message ?? ''}`);
}

/** Templates by file name; the blank one last, as the gallery shows them. */
async function readTemplates(): Promise<readonly Template[]> {
  const ids = Object.keys(templateFiles).map((path) => path.split('/').at(-1)?.replace('.json', '') ?? path);
  const all = await Promise.all(ids.map(async (id) => ({ id, document: await readTemplate(id) })));
  const read = all.flatMap(({ id, document }) => (document ? [{ id, document }] : []));
  const size = ({ document }: Template) => Object.keys(document.graph.nodes).length;
  const rank = (template: Template) => (template.id === firstTemplate ? -1 : size(template) === 0 ? Infinity : size(template));
  return read.sort((a, b) => rank(a) - rank(b));
}

/** Most visits have nothing of the kind to say. */
function say(event: DeskEvent): void {
  void import('./ui/library/desk-notices.ts').then(({ sayDeskEvent }) => sayDeskEvent(session, () => desk, event));
}
