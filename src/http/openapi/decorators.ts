/**
 * The decorators by which code describes itself for the OpenAPI document. What they say is kept, and told to the library
 * that makes the document when one is asked for: loading it, and all that it needs, is a tenth of a start.
 */
import type * as OpenApi from '@nestjs/swagger';

type Library = typeof OpenApi;

type Name = Extract<keyof Library, `Api${string}`>;
type Place = [target: object, key: string | symbol, method?: PropertyDescriptor];

const said: ((library: Library) => void)[] = [];

export const ApiBody = later('ApiBody');
export const ApiDefaultResponse = later('ApiDefaultResponse');
export const ApiExtraModels = later('ApiExtraModels');
export const ApiHeader = later('ApiHeader');
export const ApiOperation = later('ApiOperation');
export const ApiParam = later('ApiParam');
export const ApiProperty = later('ApiProperty');
export const ApiQuery = later('ApiQuery');
export const ApiResponse = later('ApiResponse');
export const ApiSecurity = later('ApiSecurity');

/** The library, told everything in the order in which it was said. */
export async function openApiLibrary(): Promise<Library> {
  const library = await import('@nestjs/swagger');
  for (const tell of said.splice(0)) tell(library);
  return library;
}

/** Where a document holds the schema of a class. */
export function getSchemaPath({ name }: { readonly name: string }): string {
  return `#/components/schemas/${name}`;
}

function later<N extends Name>(name: N): (...options: Parameters<Library[N]>) => ReturnType<Library[N]> {
  return (...options) => {
    const decorator = (...place: Place): void => {
      said.push((library) => {
        const make = library[name] as (...options: unknown[]) => (...place: Place) => void;
        make(...options)(...place);
      });
    };
    return decorator as ReturnType<Library[N]>;
  };
}
