/** The long names of general categories, which JSON Schema's own documents use, as RE2 calls them. */
export const RE2_CATEGORIES: ReadonlyMap<string, string> = new Map([
  ...([
    ['Letter', 'L'],
    ['Cased_Letter', 'LC'],
    ['Uppercase_Letter', 'Lu'],
    ['Lowercase_Letter', 'Ll'],
  ] as const),
  ...([
    ['Titlecase_Letter', 'Lt'],
    ['Modifier_Letter', 'Lm'],
    ['Other_Letter', 'Lo'],
  ] as const),
  ...([
    ['Mark', 'M'],
    ['Combining_Mark', 'M'],
    ['Nonspacing_Mark', 'Mn'],
    ['Spacing_Mark', 'Mc'],
  ] as const),
  ...([
    ['Enclosing_Mark', 'Me'],
    ['Number', 'N'],
    ['Decimal_Number', 'Nd'],
    ['digit', 'Nd'],
  ] as const),
  ...([
    ['Letter_Number', 'Nl'],
    ['Other_Number', 'No'],
    ['Punctuation', 'P'],
    ['punct', 'P'],
  ] as const),
  ...([
    ['Connector_Punctuation', 'Pc'],
    ['Dash_Punctuation', 'Pd'],
    ['Open_Punctuation', 'Ps'],
  ] as const),
  ...([
    ['Close_Punctuation', 'Pe'],
    ['Initial_Punctuation', 'Pi'],
    ['Final_Punctuation', 'Pf'],
  ] as const),
  ...([
    ['Other_Punctuation', 'Po'],
    ['Symbol', 'S'],
    ['Math_Symbol', 'Sm'],
    ['Currency_Symbol', 'Sc'],
  ] as const),
  ...([
    ['Modifier_Symbol', 'Sk'],
    ['Other_Symbol', 'So'],
    ['Separator', 'Z'],
    ['Space_Separator', 'Zs'],
  ] as const),
  ...([
    ['Line_Separator', 'Zl'],
    ['Paragraph_Separator', 'Zp'],
    ['Control', 'Cc'],
    ['cntrl', 'Cc'],
  ] as const),
  ...([
    ['Format', 'Cf'],
    ['Private_Use', 'Co'],
  ] as const),
]);
