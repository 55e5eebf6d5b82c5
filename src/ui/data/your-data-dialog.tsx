// The dialog for a user's own data: what is kept, adding more, looking at it, training on it. The worker does the reading.

import { useEffect, useRef, useState } from 'react';
import type { BuildChoices, Built, Draft, NameEncoding, OwnDatasetInfo, TableSettings } from '../../core/own-data.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { exactCount } from '../format.ts';
import { lazyComponent } from '../lazy-component.ts';
import { useServices } from '../services.tsx';
import { DatasetView } from './dataset-view.tsx';
import { DraftView } from './draft-view.tsx';
import { giveFiles, type FoundFiles } from './give-files.ts';
import { StartView } from './start-view.tsx';
import { trainOn } from './train-on.ts';
import './your-data-dialog.css';

const CameraView = lazyComponent(() => import('./camera-view.tsx'), 'CameraView');

type View =
  | { readonly at: 'start'; readonly failure?: string }
  | { readonly at: 'camera' }
  | { readonly at: 'busy'; readonly what: string; readonly fraction?: number }
  | { readonly at: 'draft'; readonly draft: Draft; readonly start?: BuildChoices; readonly failure?: string; readonly isRereading?: boolean }
  | { readonly at: 'dataset'; readonly info: OwnDatasetInfo; readonly problems: Built['problems'] };

export function YourDataDialog({ onClose }: { readonly onClose: () => void }) {
  const services = useServices();
  const { ownData } = services;
  const [view, setView] = useState<View>({ at: 'start' });
  const alive = useAlive();
  const show = (next: View) => { if (alive.current) setView(next); };
  const running = useRef(new AbortController());
  const begin = (): AbortSignal => {
    running.current.abort();
    running.current = new AbortController();
    return running.current.signal;
  };
  const stop = () => {
    running.current.abort();
    ownData.client.cancel();
    show({ at: 'start' });
    // The next worker frees what the last one had kept of a dataset that is now never finished.
    void ownData.refresh();
  };
  const onProgress = (fraction: number | undefined, detail: string) => show({ at: 'busy', what: detail, ...(fraction !== undefined && { fraction }) });

  const inspect = async (files: FoundFiles) => {
    const signal = begin();
    show({ at: 'busy', what: 'Looking through the files' });
    try {
      await giveFiles(ownData.client, files, (count) => show({ at: 'busy', what: `Looking through the files: ${exactCount(count)}` }), signal);
      show({ at: 'draft', draft: await ownData.client.call('inspect', undefined, onProgress) });
    } catch (error) {
      if (!signal.aborted) show({ at: 'start', failure: messageOf(error) });
    }
  };
  const reread = async (draft: Draft, settings: TableSettings) => {
    const signal = begin();
    show({ at: 'draft', draft, isRereading: true });
    try {
      show({ at: 'draft', draft: await ownData.client.call('inspectAgain', settings) });
    } catch (error) {
      if (!signal.aborted) show({ at: 'draft', draft, failure: messageOf(error) });
    }
  };
  const build = async (draft: Draft, choices: BuildChoices) => {
    const signal = begin();
    show({ at: 'busy', what: 'Reading' });
    try {
      const { info, problems } = await ownData.client.call('build', choices, onProgress);
      await ownData.refresh();
      show({ at: 'dataset', info, problems: [...draft.problems, ...problems] });
    } catch (error) {
      if (!signal.aborted) show({ at: 'draft', draft, start: choices, failure: messageOf(error) });
    }
  };
  const readNames = async (draft: Draft, encoding: NameEncoding) => {
    const signal = begin();
    show({ at: 'busy', what: 'Reading the names again' });
    try {
      show({ at: 'draft', draft: await ownData.client.call('readNames', { encoding }, onProgress) });
    } catch (error) {
      if (!signal.aborted) show({ at: 'draft', draft, failure: messageOf(error) });
    }
  };
  useDroppedFiles(inspect);
  return (
    <Dialog title="Your data" description="Read and kept in this browser; nothing is sent anywhere." width="large" onClose={onClose}>
      {view.at === 'start' && (
        <StartView
          failure={view.failure} onFiles={inspect} onCamera={() => show({ at: 'camera' })}
          onShow={(info) => show({ at: 'dataset', info, problems: [] })}
        />
      )}
      {view.at === 'camera' && <CameraView onDone={inspect} onBack={() => show({ at: 'start' })} />}
      {view.at === 'busy' && (
        <div className="own-busy" role="status">
          <p>{view.what}{view.fraction === undefined ? '' : `, ${Math.floor(100 * view.fraction)} %`}</p>
          <progress aria-label={view.what} max={1} value={view.fraction} />
          <Button onClick={stop}>Stop</Button>
        </div>
      )}
      {view.at === 'draft' && (
        <DraftView
          draft={view.draft} start={view.start} failure={view.failure}
          isRereading={view.isRereading ?? false} onReread={(settings) => void reread(view.draft, settings)} onStop={stop}
          onBuild={(choices) => void build(view.draft, choices)}
          onReadNames={(encoding) => void readNames(view.draft, encoding)} onBack={() => show({ at: 'start' })}
        />
      )}
      {view.at === 'dataset' && (
        <DatasetView
          info={view.info} problems={view.problems} onBack={() => show({ at: 'start' })}
          // A task each: closing draws all of the page anew, and so does fitting the network.
          onTrain={() => { onClose(); setTimeout(() => trainOn(services, view.info)); }}
        />
      )}
    </Dialog>
  );
}

/** Looks through what is dropped on the page, before the dialog opened or while it is open. */
function useDroppedFiles(inspect: (files: FoundFiles) => Promise<void>): void {
  const { ownData } = useServices();
  const latest = useRef(inspect);
  latest.current = inspect;
  useEffect(() => {
    const take = () => {
      const { dropped } = ownData.getState();
      if (!dropped) return;
      ownData.drop(undefined);
      void latest.current(dropped);
    };
    take();
    return ownData.subscribe(take);
  }, [ownData]);
}

function useAlive() {
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => { alive.current = false; };
  }, []);
  return alive;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
