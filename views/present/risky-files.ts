/**
 * Endings of files that run when they are opened, or hold what does: programs, scripts, pages, pictures with scripts,
 * office documents with macros, archives that mount.
 */
const riskyEndings = new Set(
  'exe dll com scr msi msix bat cmd pif cpl ps1 vbs vbe js jse mjs wsf wsh hta jar apk app dmg pkg deb rpm sh lnk url reg iso img vhd html htm xhtml mht mhtml svg svgz xml docm dotm xlsm xltm xlam pptm potm ppam ppsm sldm one chm'.split(' '),
) // prettier-ignore
const riskyTypes = /^(?:text\/html|image\/svg\+xml|application\/(?:xhtml\+xml|x-msdownload|x-msdos-program|x-ms-installer|x-msi|x-dosexec|vnd\.microsoft\.portable-executable|java-archive|javascript|x-sh|hta|vnd\.android\.package-archive)|application\/vnd\.ms-[\w.]*macroenabled\.12|text\/javascript)/i // prettier-ignore

/** Whether somebody should think twice before opening a file; its name counts, and what its bytes show. */
export function isRisky(name: string, type: string): boolean {
  const ending = /\.([a-z0-9]{1,8})[\s.]*$/i.exec(name)?.[1]?.toLowerCase()
  return (ending !== undefined && riskyEndings.has(ending)) || riskyTypes.test(type)
}
