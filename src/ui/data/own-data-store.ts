// What data there is to train on: the program's datasets and the user's own; and files on their way to the dialog.

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DatasetInfo } from '../../core/data.ts';
import { ownPrefix, type OwnDatasetInfo } from '../../core/own-data.ts';
import type { FoundFiles } from './give-files.ts';
import { createOwnDataClient, type OwnDataClient } from './own-data-client.ts';

export interface OwnDataState {
  readonly own: readonly OwnDatasetInfo[];
  /** The program's, then the user's. */
  readonly datasets: readonly DatasetInfo[];
  /** Files that were dropped and are to be looked through. */
  readonly dropped?: FoundFiles | undefined;
}

export interface OwnDataStore extends Pick<StoreApi<OwnDataState>, 'getState' | 'getInitialState' | 'subscribe'> {
  readonly client: OwnDataClient;
  /** Reads anew what is kept. */
  refresh(): Promise<void>;
  drop(files: FoundFiles | undefined): void;
}

/** A store of the program's datasets and what an earlier visit kept. */
export function createOwnDataStore(builtIn: readonly DatasetInfo[], kept: readonly OwnDatasetInfo[], spawn: () => Worker): OwnDataStore {
  const stateOf = (own: readonly OwnDatasetInfo[]) => ({ own, datasets: [...builtIn, ...own] });
  const store = createStore<OwnDataState>(() => stateOf(kept));
  const client = createOwnDataClient(spawn);
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    client,
    refresh: async () => store.setState(stateOf(await client.call('list', undefined))),
    drop: (dropped) => store.setState({ dropped }),
  };
}

export function isOwn(id: string): boolean {
  return id.startsWith(ownPrefix);
}
