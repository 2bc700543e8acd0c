// A replaced version leads on from its day, unless it is asked for.
{
  const { day, to } = document.currentScript.dataset, { search, hash, pathname } = location;
  const asked = search === '?version', over = new Date().toLocaleDateString('sv') >= day;
  if (!over && asked) history.replaceState(null, '', pathname + hash);
  else if (over && !asked) {
    document.documentElement.hidden = true;
    location.replace(to + hash);
  }
}
