// What the network can be taken away as.

import { Braces, FileJson, Package } from 'lucide-react';
import { useMemo, type ReactElement } from 'react';
import { createPlan } from '../../core/plan.ts';
import { exportArchitecture, exportTfjsModel, trainedWeightsFit, type TrainedNetwork } from '../actions/export.ts';
import { saveDocument } from '../actions/files.ts';
import { Menu, MenuItem } from '../controls/menu.tsx';
import { useOpenedWeights, weightsText } from '../lenses/opened-weights.ts';
import { useDocument, useServices } from '../services.tsx';
import { useRun, useRunStore } from '../training/run-store.ts';

export function ExportMenu({ trigger }: { readonly trigger: ReactElement }) {
  const services = useServices();
  const trained = useTrainedNetwork();
  const graph = useDocument((state) => state.document.graph);
  const isTrained = useMemo(() => trainedWeightsFit(trained, createPlan(graph, services.layers)), [graph, services, trained]);
  return (
    <Menu trigger={trigger} defaultOpen>
      <MenuItem icon={FileJson} detail="Network, layout, training settings" onSelect={() => saveDocument(services)}>Document</MenuItem>
      <MenuItem icon={Braces} detail="Nodes and edges alone" onSelect={() => exportArchitecture(services)}>Architecture</MenuItem>
      <MenuItem
        icon={Package}
        detail={isTrained && trained ? `model.json and ${trained.words}` : 'model.json and initial weights: not trained'}
        onSelect={() => void exportTfjsModel(services, trained)}
      >
        TensorFlow.js model
      </MenuItem>
    </Menu>
  );
}

/** The network of opened weights, or of the latest run once it has taken a step. */
function useTrainedNetwork(): TrainedNetwork | undefined {
  const { client } = useRunStore();
  const opened = useOpenedWeights((state) => state.opened);
  const plan = useRun((run) => run.subject?.plan);
  const hasWeights = useRun((run) => run.log.lastBatch !== undefined);
  return useMemo(() => {
    if (opened) return { plan: opened.plan, words: `the ${weightsText(opened.of)} of ${opened.of.name}`, readWeights: opened.readWeights };
    return plan && hasWeights ? { plan, words: 'the trained weights', readWeights: () => client.call('readWeights', undefined) } : undefined;
  }, [client, hasWeights, opened, plan]);
}
