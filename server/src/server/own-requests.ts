/** Requests that LSP does not have: parameter files, scenarios, files that are not open, traces. What is answered is decided elsewhere. */
import { type ClientCapabilities, type Connection, NotificationType, RequestType, type WorkspaceEdit } from "vscode-languageserver";
import type { Analysis } from "../analysis.ts";
import { scenarioNames } from "../analysis/pinned.ts";
import { workspaceEdit } from "../features/code-actions.ts";
import { openPath } from "../features/open-path.ts";
import { questionOf, traceEnds, traceView } from "../features/trace-view.ts";
import {
  type LintFileParams,
  lintFileRequest,
  type LintFileResult,
  openPathRequest,
  type ParameterChoice,
  type ParameterChoicesParams,
  parameterChoicesRequest,
  type PinsParams,
  pinsNotification,
  type ScenarioChoice,
  type ScenariosParams,
  scenariosRequest,
  type TraceEnds,
  traceEndsRequest,
  type TraceEndsParams,
  type TraceParams,
  traceRequest,
  type TraceResult,
} from "../protocol.ts";
import type { Settings } from "../settings/settings.ts";
import type { Documents } from "./beside-text.ts";
import { type ClosedFiles, noClosedFile } from "./closed-files.ts";
import { answered, guarded } from "./faults.ts";
import { type FolderRuntime, parameterChoices } from "./parameter-choices.ts";

export interface Answering {
  readonly documents: Documents & {
    pin(params: PinsParams): void;
    shown(uri: string, analysis: Analysis, settings: Settings): Analysis;
  };
  readonly closedFiles: ClosedFiles;
  readonly client: () => ClientCapabilities;
  /** Asks the client to ask again for what changes without a change of text. */
  readonly refresh: () => Promise<void>;
}

export function answerOwnRequests(
  connection: Connection,
  runtime: FolderRuntime,
  { documents, closedFiles, client, refresh }: Answering,
): void {
  connection.onRequest(
    new RequestType<ParameterChoicesParams, readonly ParameterChoice[], void>(parameterChoicesRequest),
    answered<ParameterChoicesParams, readonly ParameterChoice[]>(connection, "parameter files", [], async ({ uri }, token) => {
      const analysed = await documents.analysed(uri, token);
      return analysed ? parameterChoices(uri, analysed.analysis.template, runtime) : [];
    }),
  );
  connection.onRequest(
    new RequestType<ScenariosParams, readonly ScenarioChoice[], void>(scenariosRequest),
    answered<ScenariosParams, readonly ScenarioChoice[]>(connection, "scenarios", [], async ({ uri }, token) => {
      const analysed = await documents.analysed(uri, token);
      return analysed ? scenarioNames(analysed.analysis) : [];
    }),
  );
  connection.onNotification(
    new NotificationType<PinsParams>(pinsNotification),
    guarded(connection, "pinning a scenario", async (params: PinsParams) => {
      documents.pin(params);
      await refresh();
    }),
  );
  connection.onRequest(
    new RequestType<LintFileParams, LintFileResult, void>(lintFileRequest),
    answered<LintFileParams, LintFileResult>(connection, "a check of a file", noClosedFile, closedFiles.lint),
  );
  connection.onRequest(
    new RequestType<TraceEndsParams, TraceEnds | null, void>(traceEndsRequest),
    answered<TraceEndsParams, TraceEnds | null>(connection, "ends of paths", null, async ({ uri }, token) => {
      const analysed = await documents.analysed(uri, token, "pinned");
      return analysed ? traceEnds(analysed.analysis) : null;
    }),
  );
  connection.onRequest(
    new RequestType<TraceParams, TraceResult, void>(traceRequest),
    answered<TraceParams, TraceResult>(connection, "a trace", { problem: notAnalysed }, async ({ uri, from, to, traffic }, token) => {
      const analysed = await documents.analysed(uri, token, "pinned");
      return analysed ? traceView(analysed.analysis, questionOf(from, to, traffic)) : { problem: notAnalysed };
    }),
  );
  connection.onRequest(
    new RequestType<TraceParams, WorkspaceEdit | null, void>(openPathRequest),
    answered<TraceParams, WorkspaceEdit | null>(connection, "opening a path", null, async ({ uri, from, to, traffic }, token) => {
      const analysed = await documents.analysed(uri, token);
      const question = questionOf(from, to, traffic);
      if (!analysed || !question) return null;
      const { settings } = analysed.editor;
      const { edits } = openPath(analysed.analysis, settings, question, (analysis) => documents.shown(uri, analysis, settings));
      const version = client().workspace?.workspaceEdit?.documentChanges ? analysed.text.version : undefined;
      return edits.length > 0 ? workspaceEdit(uri, version, edits, analysed.text) : null;
    }),
  );
}

const notAnalysed = "This document is not checked: it is no template, or checking is switched off.";
