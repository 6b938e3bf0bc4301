/** Whether messages may go to a URL, as far as can be said before its name is looked up. */
export abstract class EndpointCheck {
  /** Why never, in words that tell nothing of the URL; undefined when they may. */
  abstract refusalOf(url: string): string | undefined;
}
