// What a run has to say besides numbers: that it trains on other data, that it failed and why, that the network on
// the canvas has moved on. Each with what can be done about it.

import { useRef, type ReactNode } from 'react';
import { sameValue } from '../../editor/same-value.ts';
import { Button } from '../controls/button.tsx';
import { useDocument, useServices } from '../services.tsx';
import { useRun, useRunStore } from './run-store.ts';

export function RunNotices() {
  const ended = useRun((state) => state.log.ended);
  const failure = useRun((state) => state.failure);
  const notices = useRun((state) => state.log.notices);
  return (
    <div className="run-notices" aria-live="polite">
      {ended?.message && <Notice tone="error">{ended.message}</Notice>}
      {failure && <Notice tone="error">{failure}</Notice>}
      {notices.map((notice) => (notice.code === 'dataset-fallback'
        ? <FallbackNotice key={notice.message} message={notice.message} />
        : <Notice key={notice.message} tone="info">{notice.message}</Notice>))}
      <OutdatedNotice />
      <WaitingSettingsNotice />
    </div>
  );
}

interface NoticeProps {
  readonly tone: 'info' | 'error';
  /** Longer text, behind a click. */
  readonly detail?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

function Notice({ tone, detail, actions, children }: NoticeProps) {
  return (
    <div className="run-notice" data-tone={tone}>
      <div className="run-notice-text">
        {children}
        {detail && <details><summary>What was tried</summary>{detail}</details>}
      </div>
      {actions && <div className="run-notice-actions">{actions}</div>}
    </div>
  );
}

/** The run trains on a stand-in: how to get the data that was asked for. */
function FallbackNotice({ message }: { readonly message: string }) {
  const run = useRunStore();
  const { datasets } = useServices();
  const files = useRun((state) => state.files);
  const wanted = useRun((state) => state.log.data?.standsInFor);
  const status = useRun((state) => state.status);
  const picker = useRef<HTMLInputElement>(null);
  const nameOf = (id: string | undefined) => datasets.find((dataset) => dataset.id === id)?.name ?? id ?? 'The dataset';
  const again = () => {
    if (status === 'ended' || status === 'idle') run.start();
    else restart(run);
  };
  const keep = (list: FileList | null) => {
    if (list && list.length > 0) run.keepFiles([...list].map((file) => ({ name: file.name, content: file })));
  };
  const [fact = message, ...tried] = message.split(/(?<=\.)\s/);

  if (files && 'kept' in files) {
    return <Notice tone="info" actions={<Button onClick={again}>Train on {nameOf(files.kept)}</Button>}>{nameOf(files.kept)} is kept in this browser now.</Notice>;
  }
  return (
    <div
      className="run-drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        keep(event.dataTransfer.files);
      }}
    >
      <Notice
        tone="info"
        detail={tried.join(' ')}
        actions={(
          <>
            <Button onClick={again}>Retry</Button>
            <Button variant="quiet" disabled={files !== undefined && 'keeping' in files} onClick={() => picker.current?.click()}>Choose the four files</Button>
            <input ref={picker} type="file" multiple hidden onChange={(event) => keep(event.target.files)} />
          </>
        )}
      >
        {fact} Retry, or drop the four {nameOf(wanted)} files here.
        {files && 'failure' in files && <p className="field-error">{files.failure}</p>}
      </Notice>
    </div>
  );
}

/** Starts anew as soon as the present run has ended. */
function restart(run: ReturnType<typeof useRunStore>): void {
  const unsubscribe = run.subscribe(({ status }) => {
    if (status !== 'ended') return;
    unsubscribe();
    run.start();
  });
  run.stop();
}

/** The canvas shows another network than the one that was or is being trained. */
function OutdatedNotice() {
  const subject = useRun((state) => state.subject);
  const graph = useDocument((state) => state.document.graph);
  const generation = useDocument((state) => state.generation);
  if (!subject) return null;
  if (subject.generation !== generation) return <Notice tone="info">This run belongs to another document.</Notice>;
  if (subject.graph === graph || sameValue(subject.graph, graph)) return null;
  return <Notice tone="info">This run belongs to an earlier version of the network; Train starts the present one.</Notice>;
}

/** A run follows the learning rate and the momentum; what else was changed waits. */
function WaitingSettingsNotice() {
  const subject = useRun((state) => state.subject);
  const isGoing = useRun((state) => state.status === 'running' || state.status === 'paused');
  const training = useDocument((state) => state.document.training);
  const generation = useDocument((state) => state.generation);
  if (!isGoing || !subject || subject.generation !== generation || sameValue(subject.config, training)) return null;
  return <Notice tone="info">The changed settings apply to the next run; only learning rate and momentum reach this one.</Notice>;
}
