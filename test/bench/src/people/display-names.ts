/** Frequent Chinese surnames, the most frequent first, with the share of people that they have, in a hundred. */
const SURNAMES = [['王', 7.2], ['李', 7], ['张', 6.7], ['刘', 5.1], ['陈', 4.6], ['杨', 3.3], ['黄', 2.4], ['赵', 2.2], ['吴', 2], ['周', 2], ['徐', 1.6], ['孙', 1.5]] as const;
const GIVEN = ['伟', '芳', '娜', '敏', '静', '丽', '强', '磊', '军', '洋', '秀英', '建国', '志强', '晓明', '婷婷'];
/** Each of these is the surname of one in a hundred. */
const ENGLISH = ['Smith', 'Johnson', 'Williams', 'Brown', 'Jones', 'Miller', 'Davis', 'Wilson', 'Anderson', 'Taylor', 'Moore', 'Martin', 'Lee', 'Clark', 'Walker', 'Hall', 'Young', 'King', 'Wright', 'Hill'];
const FIRST = ['Anna', 'Ben', 'Clara', 'David', 'Emma', 'Frank', 'Grace', 'Henry', 'Iris', 'Jack', 'Kate', 'Leo', 'Maria', 'Noah', 'Olivia', 'Paul', 'Rose', 'Sam', 'Tom', 'Zoe'];
const RARE_ONES = 5000;
const RARE_EVERY = 50_000;

/**
 * The display name of a person, the same for the same number. A third of the people have a Chinese name, written in one
 * word; the others a first name and a surname. One in 50,000 is called Quill.
 */
export function displayNameOf(number: number): string {
  const [one, other] = [scattered(number), scattered(number + 0x9E_37_79_B9)];
  if (number % RARE_EVERY === 0) return 'Zoe Quill';
  return number % 3 === 0 ? `${chineseSurname(one * 100)}${at(GIVEN, other)}` : `${at(FIRST, other)} ${englishSurname(one * 100)}`;
}

function chineseSurname(percent: number): string {
  let rest = percent;
  for (const [surname, share] of SURNAMES) {
    if (rest < share) return surname;
    rest -= share;
  }
  return String.fromCodePoint(0x4E_00 + Math.floor(rest * RARE_ONES / 100));
}

function englishSurname(percent: number): string {
  return ENGLISH[Math.floor(percent)] ?? `Family${Math.floor(percent * RARE_ONES / 100)}`;
}

const at = (names: readonly string[], fraction: number): string => names[Math.floor(fraction * names.length)] ?? '';

/** A fraction that looks like chance (Murmur3's finalizer): neighbours have nothing in common. */
function scattered(number: number): number {
  let bits = number | 0;
  bits = Math.imul(bits ^ bits >>> 16, 0x85_EB_CA_6B);
  bits = Math.imul(bits ^ bits >>> 13, 0xC2_B2_AE_35);
  return ((bits ^ bits >>> 16) >>> 0) / 2 ** 32;
}
