// A line over the canvas, there whatever tab the dock shows: what it says, and what can be done about it.

import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import './banner.css';

export interface BannerProps {
  readonly icon: LucideIcon;
  /** Of the region, for those who hear the page. */
  readonly label: string;
  /** Shown in full where the line has not room for it. */
  readonly title?: string;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

export function Banner({ icon: Icon, label, title, actions, children }: BannerProps) {
  return (
    <section className="banner" aria-label={label}>
      <Icon aria-hidden />
      <p className="banner-text" role="status" title={title}>{children}</p>
      <div className="banner-actions">{actions}</div>
    </section>
  );
}

/** Where banners stand, one below the other. */
export function Banners({ children }: { readonly children: ReactNode }) {
  return <div className="banners">{children}</div>;
}
