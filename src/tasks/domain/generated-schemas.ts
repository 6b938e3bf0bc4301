/** What a web task is asked for and gives, as its schema run found it (`http.md` 12). */
export interface GeneratedSchemas {
  /** JSON Schema as text; absent where the old one stays. */
  readonly input_schema?: string;
  readonly output_schema?: string;
  readonly required_secrets?: readonly RequiredSecret[];
}

export interface RequiredSecret {
  readonly name: string;
  readonly type: 'login';
  readonly requires_totp: boolean;
}
