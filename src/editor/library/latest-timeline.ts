// Which state of a document goes on where it comes from another tab's hands into this one's.

import type { NetworkDocument } from '../../core/document.ts';
import { replaceDocument } from '../commands/replace-document.ts';
import { change, startTimeline } from '../history.ts';
import { sameValue } from '../same-value.ts';
import type { DocumentTimeline, StoredDocument } from './library.ts';
import type { LiveState } from './tabs.ts';

/**
 * The newest state of a document that comes into this tab's hands: what is stored, or what was made from it and not
 * saved.
 */
export function latestTimeline(
  stored: StoredDocument | undefined,
  live: LiveState | undefined,
  shown: NetworkDocument,
): DocumentTimeline {
  if (!stored) return live?.timeline ?? startTimeline(live?.document ?? shown);
  const { timeline, revision } = stored;
  if (!live?.bases.includes(revision) || sameValue(live.document, timeline.present)) return timeline;
  return live.timeline ?? change(timeline, 'Edit in another tab', (draft) => replaceDocument(draft, live.document));
}
