// Catches what breaks while drawing a part of the page, so that the rest and the document live on.

import { Component, type ReactNode } from 'react';
import { Button } from './controls/button.tsx';
import './error-boundary.css';

export interface ErrorBoundaryProps {
  /** What broke, in words: "The canvas". */
  readonly part: string;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly failure: string | undefined;
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { failure: undefined };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return (
      <div className="broken" role="alert">
        <h2 className="broken-title">{this.props.part} could not be shown</h2>
        <p className="broken-text">{failure}. The network is saved; showing it again or undoing the last step may help.</p>
        <Button onClick={() => this.setState({ failure: undefined })}>Show it again</Button>
      </div>
    );
  }
}
