import type { Location } from './operations.js';

/** What stands in every planted claim token, and nowhere else. */
export const CLAIM_MARK = 'zqclaim';
/** What stands in every other planted secret, and nowhere else. */
export const SECRET_MARK = 'zqsecret';

let planted = 0;

const claimToken = () => `agh_claim_${CLAIM_MARK}${++planted}`;
const secret = () => `${SECRET_MARK}${++planted}`;

/** Texts for anything that takes text: alone, in a sentence, and as ids, paths and names take them. */
export function plantedTexts(): string[] {
  return [
    claimToken(),
    `see ${claimToken()}.`,
    `/home/${claimToken()}`,
    `password=${secret()}`,
    `Bearer ${secret()}`,
    `authorization: ${secret()}`,
    `token:${secret()}`,
    `/secret=${secret()}`,
  ];
}

/** Values for what takes any JSON. */
function plantedJson(): unknown[] {
  return [
    { claim_token: CLAIM_MARK },
    { deep: [{ ' Claim_Token ': { value: CLAIM_MARK } }] },
    { note: `see ${claimToken()}` },
    { [claimToken()]: 1 },
    [claimToken()],
    claimToken(),
    { password: secret(), note: `Bearer ${secret()}`, [`token=${secret()}`]: 1 },
  ];
}

export function plantsFor({ kind }: Location): unknown[] {
  if (kind === 'json') return plantedJson();
  return kind === 'text' ? plantedTexts() : [claimToken(), `password=${secret()}`];
}
