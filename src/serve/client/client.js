// Runs before any other script of a page in the preview: notes the page as it was parsed, then lets the preview begin.
{
  const { hash = '' } = document.currentScript.dataset;
  // What happens here is no reader's: the page's scripts send it nowhere.
  document.documentElement.dataset.preview = '';
  // Loaded while the page is still parsed.
  const loading = import('/.answerbook/main.js');

  // The children of every node before scripts that wait for the end of the page have changed them.
  const children = new Map();
  const note = node => {
    const inside = [...node.childNodes];
    children.set(node, inside);
    inside.forEach(note);
  };

  // Scripts with `defer` and modules run between this and `DOMContentLoaded`.
  document.addEventListener('readystatechange', () => {
    note(document.documentElement);
    loading.then(({ start }) => start({ hash, children }));
  }, { once: true });
}
