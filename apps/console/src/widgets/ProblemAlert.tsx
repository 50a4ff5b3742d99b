import { describeResult } from '@countersign/contracts/admin-api';
import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { faultText } from '../directory/policy-fault-text.ts';
import type { ProblemError } from '../api/problem.ts';
import { type Language, type Messages, useLanguage, useTexts } from '../i18n/index.ts';

/** What a refusal says, why, and what helps: from the catalogue of results, in the reader's language. */
export function explainProblem(problem: ProblemError, language: Language, t: Messages): { title: string; text: string } {
  if (problem.code === 'conflict') return { title: describeResult('conflict', language).text, text: t.problems.changedMeanwhile };
  if (problem.problem.status === 0) return problem.code === 'deadline-exceeded' ? t.problems.tooLate : t.problems.unreachable;
  const { text, remedy } = describeResult(problem.code, language);
  const { policyFaults } = problem.problem;
  const detail = policyFaults === undefined ? problem.problem.detail : policyFaults.map((found) => faultText(found, language, t)).join(' ');
  const wait = problem.retryAfterSeconds === null ? [] : [t.problems.throttled(problem.retryAfterSeconds)];
  return { title: text, text: [...detail === undefined ? [] : [detail], ...wait.length > 0 ? wait : [remedy]].join(' ') };
}

interface ProblemAlertProps {
  readonly problem: ProblemError;
  readonly onRetry?: () => void;
  /** What it is called here, and what helps, where the catalogue speaks of what is elsewhere. */
  readonly title?: string | undefined;
  readonly remedy?: string | undefined;
}

export function ProblemAlert({ problem, onRetry, ...here }: ProblemAlertProps): ReactNode {
  const { language } = useLanguage();
  const t = useTexts();
  const { title, text } = explainProblem(problem, language, t);
  const errors = problem.problem.errors ?? [];
  return (
    <Alert
      type="error" showIcon role="alert" title={here.title ?? title}
      description={<>{here.remedy ?? text}{errors.length === 0 ? null : <ul>{errors.map(({ path, message }) => <li key={`${path} ${message}`}>{path}: {message}</li>)}</ul>}</>}
      {...onRetry === undefined ? {} : { action: <Button size="small" onClick={onRetry}>{t.actions.retry}</Button> }}
    />
  );
}
