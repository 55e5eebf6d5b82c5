// What a run has to say besides numbers: that it trains on other data, that it failed and why, that the network on
// the canvas has moved on. Short, so that the charts keep their room, and each with what can be done about it.

import { useRef, type ReactNode } from 'react';
import { sameValue } from '../../editor/same-value.ts';
import { Button } from '../controls/button.tsx';
import { Tooltip } from '../controls/tooltip.tsx';
import { useDocument, useServices } from '../services.tsx';
import { isGoing, useIsGoing, useRun, useRunStore, type RunStore } from './run-store.ts';
import { useKeepFiles } from './use-keep-files.ts';
import './training-panel.css';

export function RunNotices() {
  const ended = useRun((state) => state.log.ended);
  const failure = useRun((state) => state.failure);
  const notices = useRun((state) => state.log.notices);
  const notes = useNotes();
  return (
    <div className="run-notices" aria-live="polite">
      {ended?.message && <Notice tone={ended.reason === 'stoppedEarly' ? 'info' : 'error'}>{ended.message}</Notice>}
      {failure && <Notice tone="error">{failure}</Notice>}
      {notices.map((notice) => (notice.code === 'dataset-fallback'
        ? <FallbackNotice key={notice.message} message={notice.message} />
        : <Notice key={notice.message} tone="info">{notice.message}</Notice>))}
      {notes.length > 0 && <p className="run-notes">{notes.join(' ')}</p>}
    </div>
  );
}

export interface NoticeProps {
  readonly tone: 'info' | 'error';
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Notice({ tone, actions, children }: NoticeProps) {
  return (
    <div className="run-notice" data-tone={tone}>
      <p className="run-notice-text">{children}</p>
      {actions}
    </div>
  );
}

/** The run trains on a stand-in: how to get the data that was asked for. */
function FallbackNotice({ message }: { readonly message: string }) {
  const run = useRunStore();
  const { datasets } = useServices();
  const files = useRun((state) => state.files);
  const { keepFiles, nameOf } = useKeepFiles();
  const wanted = useRun((state) => state.log.data?.standsInFor);
  const picker = useRef<HTMLInputElement>(null);
  if (files && 'kept' in files) {
    const name = nameOf(files.kept);
    return <Notice tone="info" actions={<Button onClick={() => restart(run)}>Train on {name}</Button>}>{name} is kept in this browser now.</Notice>;
  }
  // The first sentence says what happened, the others what was tried.
  const [fact = message, ...tried] = message.split(/(?<=\.)\s/);
  const canAddFiles = datasets.find(({ id }) => id === wanted)?.trainingCount !== undefined;
  const which = wanted === 'cifar-10' ? 'its files' : 'the four files';
  return (
    <Notice
      tone="info"
      actions={(
        <>
          <Tooltip text={tried.join('\n')} side="top"><Button variant="quiet">Why</Button></Tooltip>
          {canAddFiles && (
            <Tooltip text="Or drop them anywhere on the page." side="top">
              <Button variant="quiet" disabled={files !== undefined && 'keeping' in files} onClick={() => picker.current?.click()}>Add {which}…</Button>
            </Tooltip>
          )}
          <input ref={picker} type="file" multiple hidden aria-label="Files of the dataset" onChange={({ target }) => void keepFiles([...(target.files ?? [])])} />
          <Button onClick={() => restart(run)}>Retry</Button>
        </>
      )}
    >
      {fact}
    </Notice>
  );
}

/** Starts anew, as soon as a run in progress has ended. */
function restart(run: RunStore): void {
  if (!isGoing(run.getState())) return run.start();
  const unsubscribe = run.subscribe(({ status }) => {
    if (status !== 'ended') return;
    unsubscribe();
    run.start();
  });
  run.stop();
}

/** How the run differs from what the page shows. */
function useNotes(): string[] {
  const subject = useRun((state) => state.subject);
  const going = useIsGoing();
  const graph = useDocument((state) => state.document.graph);
  const training = useDocument((state) => state.document.training);
  const generation = useDocument((state) => state.generation);
  if (!subject) return [];
  if (subject.generation === undefined) return [`This run trains ${subject.name}.`];
  if (subject.generation !== generation) return ['This run belongs to another document.'];
  return [
    ...(subject.graph === graph || sameValue(subject.graph, graph) ? [] : ['This run belongs to an earlier version of the network.']),
    ...(!going || sameValue(subject.config, training) ? [] : ['Changed settings apply to the next run.']),
  ];
}
