// The views of one lens, as tabs in its first line, with what belongs to all of them at the line's end.

import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import './lens-views.css';

export interface LensView<T extends string> {
  readonly id: T;
  /** Sentence case. */
  readonly label: string;
}

export interface LensViewsProps<T extends string> {
  /** What the views are of, for a screen reader. */
  readonly label: string;
  readonly views: readonly LensView<T>[];
  readonly shown: T;
  readonly onShow: (view: T) => void;
  /** At the end of the line. */
  readonly aside?: ReactNode;
  /** The view that is shown. */
  readonly children: ReactNode;
}

export function LensViews<T extends string>({ label, views, shown, onShow, aside, children }: LensViewsProps<T>) {
  return (
    <Tabs.Root className="lens-views" value={shown} onValueChange={(value) => onShow(value as T)}>
      <div className="lens-views-line">
        <Tabs.List className="lens-views-list" aria-label={label}>
          {views.map(({ id, label: name }) => <Tabs.Trigger key={id} className="lens-views-name" value={id}>{name}</Tabs.Trigger>)}
        </Tabs.List>
        {aside && <div className="lens-views-aside">{aside}</div>}
      </div>
      <Tabs.Content className="lens-views-content" value={shown}>{children}</Tabs.Content>
    </Tabs.Root>
  );
}
