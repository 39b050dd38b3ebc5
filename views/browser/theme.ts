// Runs before the first paint, so that a dark page does not flash white. A choice made here goes before the account's.
{
  const root = document.documentElement
  const kept = localStorage.getItem('theme')
  const chosen = kept ?? root.dataset['theme'] ?? 'auto'
  const isDark =
    chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset['theme'] = chosen
  root.dataset['bsTheme'] = isDark ? 'dark' : 'light'
}
