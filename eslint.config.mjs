/** Lint rules: typescript-eslint's strict, type-aware set. Whatever is switched off or loosened says why. */
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import typescript from 'typescript-eslint';
import { builtinModules } from 'node:module';

const bareBuiltins = builtinModules.filter((name) => !name.startsWith('node:') && !name.startsWith('_'));

const everywhere = {
  eqeqeq: 'error',
  'object-shorthand': 'error',
  'no-console': 'off', // Programs and scripts here talk to a terminal; services log through Nest's logger.
  'no-restricted-imports': [
    'error',
    { paths: bareBuiltins.map((name) => ({ name, message: `Write node:${name} for a builtin module.` })) },
  ],
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
};

const typed = {
  // Files with decorators are left alone by this rule, so injected classes stay value imports.
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-import-type-side-effects': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  // Nest modules, controllers and view classes may be all decorator.
  '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
  // Numbers and booleans read well in a message.
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  // An async method without await still turns a throw into a rejection, and keeps an interface's promise.
  '@typescript-eslint/require-await': 'off',
  // The classes of src/http/schemas describe plain objects to OpenAPI: object literals are what fills them.
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  '@typescript-eslint/no-misused-spread': 'off',
  // pg and pg-types declare the ids of Postgres types as two enums with the same numbers.
  '@typescript-eslint/no-unsafe-enum-assignment': 'off',
  // `while (true)` loops are how readers of a log are written.
  '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
};

const impureGlobals = [
  'process',
  'console',
  'crypto',
  'performance',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
];

/** Domain rules are given the time, ids and settings as facts; dependency-cruiser sees imports only. */
const pure = {
  'no-restricted-globals': [
    'error',
    ...impureGlobals.map((name) => ({ name, message: 'Domain rules are pure: pass it in as a fact.' })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'Domain rules have no clock: take the time from the facts.' },
    { object: 'Math', property: 'random', message: 'Domain rules have no chance: take it from the facts.' },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: 'Domain rules have no clock: take the time from the facts.',
    },
  ],
};

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.taskledger/', '**/*.generated.ts']),
  js.configs.recommended,
  { languageOptions: { globals: globals.node }, rules: everywhere },
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.strictTypeChecked, typescript.configs.stylisticTypeChecked],
    // One program for the whole run: a sixth less work than the project service, which is made for editors.
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: typed,
  },
  {
    files: ['src/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }] },
  },
  { files: ['src/*/domain/**/*.ts'], rules: pure },
  {
    files: ['test/**/*.ts'],
    languageOptions: { globals: globals.jest },
    rules: {
      // expect(object.method) takes a method without calling it.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
