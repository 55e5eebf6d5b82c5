// What the plots of a part of the page are of: their files are named after it.

import { createContext } from 'react';

export interface PlotSubject {
  /** The network, or what there is instead of one: a lab, the kept runs. The open document's name unless given. */
  readonly network?: string;
  /** The lens that draws them. */
  readonly lens?: string;
  /** Steps that the network had taken. */
  readonly step?: number | undefined;
}

export const PlotSubjectContext = createContext<PlotSubject>({});
