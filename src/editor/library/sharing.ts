// One document in several tabs: one of them edits it, the others follow it live, and can take it over. A tab that is
// gone, or does not answer, keeps nobody from it.

import type { DocumentLocks, LiveState, Release, TabChannel } from './tabs.ts';

/** `unguarded`: the browser has no locks, so that nothing keeps another tab from editing too. */
export type Role = 'writer' | 'reader' | 'unguarded';

export interface SharingHooks {
  /** The document as it is in this tab. */
  live(): LiveState;
  /** All of it is saved as far as can be; what is returned goes to the tab that takes the document over. */
  giveUp(): Promise<LiveState>;
  /** Another tab edits the document, and this is how it is there. */
  follow(state: LiveState): void;
  /** The document is this tab's; `given` by the tab that had it, where that one answered. */
  onTaken(given: LiveState | undefined): Promise<void>;
  /** Another tab has taken the document, with or without having asked. */
  onLost(wasAsked: boolean): Promise<void>;
}

export interface Sharing {
  /** Leaves the document that it was at, and goes to another: to edit it where no other tab does. */
  join(id: string): Promise<Role>;
  takeOver(): Promise<void>;
  /** The document was edited here: those who follow will see it. */
  changed(): void;
  /** The page goes: those who follow see the last of it now. */
  showNow(): void;
}

/** A tab that does not answer is asleep, and is not waited for. */
const answerMs = 2000;
/** Followers see an edit so late at most. */
const showMs = 150;

/** `tab` is this tab's name among tabs. */
export function createSharing(
  tab: string,
  locks: DocumentLocks | undefined,
  channel: TabChannel,
  hooks: SharingHooks,
): Sharing {
  let current: { readonly id: string; role: Role } | undefined;
  let release: Release | undefined;
  let stopWaiting: (() => void) | undefined;
  let isFollowed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onGiven: ((state: LiveState) => void) | undefined;

  const leave = (): void => {
    clearTimeout(timer);
    timer = undefined;
    stopWaiting?.();
    stopWaiting = undefined;
    release?.();
    release = undefined;
    isFollowed = false;
    current = undefined;
  };
  const stolen = (id: string) => () => {
    if (current?.id !== id || current.role !== 'writer') return;
    release = undefined;
    read(id);
    void hooks.onLost(false);
  };
  /** Follows whoever edits the document, until that tab is gone. */
  const read = (id: string): void => {
    current = { id, role: 'reader' };
    isFollowed = false;
    stopWaiting = locks?.waitFor(
      id,
      (held) => {
        stopWaiting = undefined;
        void hold(id, held, undefined);
      },
      stolen(id),
    );
    channel.post({ type: 'follow', id });
  };
  const hold = async (id: string, held: Release, given: LiveState | undefined): Promise<void> => {
    if (current?.id !== id) return held();
    release = held;
    current = { id, role: 'writer' };
    // Those who followed the tab before said so to that one.
    isFollowed = true;
    await hooks.onTaken(given);
    show();
  };
  const show = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (current?.role === 'writer' && isFollowed) channel.post({ type: 'state', id: current.id, state: hooks.live() });
  };
  const give = async (id: string, to: string): Promise<void> => {
    const state = await hooks.giveUp();
    if (current?.id !== id || current.role !== 'writer') return;
    channel.post({ type: 'given', id, to, state });
    release?.();
    release = undefined;
    read(id);
    await hooks.onLost(true);
  };
  channel.subscribe((message) => {
    if (message.id !== current?.id) return;
    const isWriter = current.role === 'writer';
    if (message.type === 'follow' && isWriter) {
      isFollowed = true;
      show();
    } else if (message.type === 'state' && current.role === 'reader') hooks.follow(message.state);
    else if (message.type === 'take' && isWriter) void give(message.id, message.from);
    else if (message.type === 'given' && message.to === tab) onGiven?.(message.state);
  });
  return {
    async join(id) {
      leave();
      if (!locks) {
        current = { id, role: 'unguarded' };
        return 'unguarded';
      }
      const held = await locks.tryHold(id, stolen(id));
      release = held;
      if (held) current = { id, role: 'writer' };
      else read(id);
      return held ? 'writer' : 'reader';
    },
    async takeOver() {
      if (current?.role !== 'reader' || !locks) return;
      const { id } = current;
      // What waits would be given the lock, only to have it taken from it by this tab itself.
      stopWaiting?.();
      stopWaiting = undefined;
      const given = await new Promise<LiveState | undefined>((resolve) => {
        onGiven = resolve;
        setTimeout(() => resolve(undefined), answerMs);
        channel.post({ type: 'take', id, from: tab });
      });
      onGiven = undefined;
      const held = await locks.take(id, stolen(id));
      await hold(id, held, given);
    },
    changed() {
      if (isFollowed) timer ??= setTimeout(show, showMs);
    },
    showNow: show,
  };
}
