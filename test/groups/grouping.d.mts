export const GROUPS: Readonly<Record<'unit' | 'database', number>>;
export function aloneFiles(): string[];
export function filesOfGroup(kind: 'unit' | 'database', index: number): string[];
export function expectedSeconds(path: string): number;
export function unknownFiles(): string[];
