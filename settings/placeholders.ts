/** What a key of the app's secret holds from the making of the secret until somebody sets it: it says how. */
export const placeholderOf = (key: string): string => `placeholder: set it with npm run secrets -- set ${key}`;

/** Whether nobody has set the key yet. */
export const isPlaceholder = (key: string, value: unknown): boolean => value === placeholderOf(key);
