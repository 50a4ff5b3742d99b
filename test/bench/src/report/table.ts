import { type Goal, type ScenarioReport, type Table, isMet, rounded } from './report.ts';

/** A scenario's tables and goals as text for a terminal. */
export function reportText({ scenario, tables, goals }: ScenarioReport): string {
  const parts = tables.map((table) => `${scenario}: ${table.title}\n${tableText(table)}`);
  if (goals.length > 0) parts.push(`${scenario}: goals\n${tableText(goalTable(goals))}`);
  return `${parts.join('\n\n')}\n`;
}

/** The first column is text, the others are figures. */
export function tableText({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join('  ').trimEnd();
  return [line(columns), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

function goalTable(goals: readonly Goal[]): Pick<Table, 'columns' | 'rows'> {
  return {
    columns: ['figure', 'measured', 'goal', 'met'],
    rows: goals.map((goal) => [
      goal.figure, goal.measured === null ? '–' : rounded(goal.measured), `${goal.comparison} ${rounded(goal.goal)}`,
      verdict(isMet(goal)),
    ]),
  };
}

function verdict(met: boolean | null): string {
  if (met === null) return '–';
  return met ? 'yes' : 'no';
}
