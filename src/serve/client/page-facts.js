// What the facts of a page say in words.

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
export const day = iso => dates.format(new Date(`${iso}T00:00:00Z`));

const today = offset => new Date(Date.now() + offset * 864e5).toISOString().slice(0, 10);

// When a policy is in force: `{ text, mood }`, `soon` where it is not yet.
export const inForce = ({ effective }) => effective > today(0)
  ? { text: `in force from ${day(effective)}`, mood: 'soon' }
  : { text: `in force since ${day(effective)}`, mood: '' };

// `late` where the review is overdue, `soon` where it is due within a month.
export const due = ({ review_by: by }) => by < today(0)
  ? { text: `review was due ${day(by)}`, mood: 'late' }
  : { text: `review by ${day(by)}`, mood: by < today(30) ? 'soon' : '' };

export const readingWords = ({ measure, value }) => measure === 'grade' ? `grade ${value}` : `${value} characters a sentence`;

// The problems of the page that is shown.
export const mine = ({ facts, problems }) => facts?.source ? problems.list.filter(({ file }) => file === facts.source) : [];
