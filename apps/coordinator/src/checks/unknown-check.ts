import { QualityGatesError } from '@quality-gates/contract';

/** The answer to who asks after a check that is not known here, or is none of its business. */
export function unknownCheck(): QualityGatesError {
  return new QualityGatesError('not-found', 'No check of this id is known here.', {
    mend: 'Post the request again: it joins the run that answers it, or starts one.',
  });
}
