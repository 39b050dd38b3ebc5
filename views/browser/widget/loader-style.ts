/** The launcher's and the panel's look; inside a closed shadow root, so that the shop's styles and ours do not meet. */
export const loaderStyle = `:host,button{all:initial}
button,div{position:fixed;right:20px;bottom:20px;width:60px;height:60px;border-radius:30px;background:#0f766e;box-shadow:0 6px 20px #0005;z-index:2147483002;forced-color-adjust:none}
button{cursor:pointer}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px}
button:before{content:"";position:absolute;inset:18px;background:#fff;clip-path:path("M3 1h18q3 0 3 3v11q0 3-3 3h-9l-6 5v-5h-3q-3 0-3-3v-11q0-3 3-3")}
[aria-expanded=true]:before{clip-path:path("M3 7l9 9 9-9 2 2-11 11-11-11")}
span:not(:empty){position:absolute;right:0;padding:0 7px;border-radius:30px;background:#b42318;color:#fff;font:700 12px/22px sans-serif}
div{bottom:96px;width:392px;height:min(660px,100dvh - 116px);border-radius:20px;overflow:hidden;background:Canvas;color-scheme:light dark;font:16px sans-serif}
iframe{width:100%;height:100%;border:0}
@media(max-width:600px),(max-height:420px){div{box-sizing:border-box;inset:0;width:auto;height:100dvh;border-radius:0;padding:env(safe-area-inset-top) 0 env(safe-area-inset-bottom)}.on:not([hidden])~button{display:none}}`
