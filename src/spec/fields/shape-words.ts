// What may be the value of a field, in a few words.

import type { Shape } from './field';

/** What may stand there, in words. */
export function shapeWords(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return shape.example === undefined ? 'text' : `text such as ${shape.example}`;
    case 'integer': {
      const { minimum, maximum } = shape;
      if (minimum !== undefined && maximum !== undefined) return `whole number from ${minimum} to ${maximum}`;
      return minimum === undefined ? 'whole number' : `whole number, ${minimum} or more`;
    }
    case 'number':
      return 'number';
    case 'boolean':
      return 'true or false';
    case 'texts':
      return 'text or list of texts';
    case 'word':
      return shape.words.filter(word => word !== '').join(', ');
    case 'list':
      return listWords(shape.item);
    case 'object':
    case 'map':
      return 'mapping';
    case 'any':
      return 'any value';
    case 'own':
      return shape.forms;
  }
}

function listWords(item: Shape): string {
  if (item.kind === 'text') return 'list of texts';
  if (item.kind === 'integer') return 'list of whole numbers';
  return item.kind === 'object' ? 'list of mappings' : 'list of values';
}
