/**
 * Mail bodies that try to run something or to tell somebody that they were read. CANARY stands for a server that must
 * not hear of it; what runs would open a dialog.
 */
export const attacks = [
  '<script>alert(1)</script>', '<SCRIPT SRC="CANARY/a.js"></SCRIPT>', '<scr<script>ipt>alert(1)</scr</script>ipt>', '<script/x>alert(1)</script>',
  '<img src=x onerror=alert(1)>', '<img src="x" onerror="alert(1)" />', '<img/src="x"/onerror=alert(1)>', '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
  '<img src=`javascript:alert(1)`>', '<img src="javascript:alert(1)">', '<img src=" &#14; javascript:alert(1);">', '<img src="jav&#x09;ascript:alert(1)">',
  '<img src="CANARY/pixel.gif" width=1 height=1>', '<img src="//CANARYHOST/protocol-relative.gif">', '<img srcset="CANARY/srcset.png 2x">', '<img src="CANARY/lazy.gif" loading=eager>',
  '<img src="cid:x" longdesc="CANARY/long">', '<input type=image src="CANARY/input.png">', '<picture><source srcset="CANARY/source.png"><img src=x></picture>', '<image src="CANARY/image.png">',
  '<body background="CANARY/body.png" onload=alert(1)>', '<table background="CANARY/table.png"><tr><td background="CANARY/td.png">x</table>', '<div style="background:url(CANARY/style.png)">x</div>', '<div style="background-image:url(CANARY/style2.png)">x</div>',
  '<div style="background:\\75rl(CANARY/escaped.png)">x</div>', '<div style="list-style:url(CANARY/list.png)">x</div>', '<div style="content:url(CANARY/content.png)">x</div>', '<div style="width:expression(alert(1))">x</div>',
  '<div style="behavior:url(CANARY/x.htc)">x</div>', '<div style="-moz-binding:url(CANARY/x.xml)">x</div>', '<div style="cursor:url(CANARY/c.cur),auto">x</div>', '<div style="border-image:url(CANARY/b.png) 30">x</div>',
  '<div style="color:red;background:image-set(url(CANARY/set.png) 1x)">x</div>', '<div style="font-family:x;src:url(CANARY/font.woff)">x</div>', '<style>@import "CANARY/import.css";</style>', '<style>body{background:url(CANARY/sheet.png)}</style>',
  '<style><img src="</style><img src=x onerror=alert(1)>">', '<link rel=stylesheet href="CANARY/link.css">', '<link rel=prefetch href="CANARY/prefetch">', '<link rel=dns-prefetch href="CANARY/dns">',
  '<meta http-equiv=refresh content="0;url=CANARY/refresh">', '<meta http-equiv="refresh" content="0;javascript:alert(1)">', '<base href="CANARY/"><img src="based.png">', '<iframe src="CANARY/frame"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>', '<iframe src="javascript:alert(1)"></iframe>', '<frameset><frame src="CANARY/frameset"></frameset>', '<object data="CANARY/object"></object>',
  '<object data="data:text/html,<script>alert(1)</script>"></object>', '<embed src="CANARY/embed.swf">', '<applet code=x archive="CANARY/applet.jar"></applet>', '<video src="CANARY/video.mp4" autoplay></video>',
  '<video poster="CANARY/poster.png"></video>', '<audio src="CANARY/audio.mp3" autoplay onerror=alert(1)></audio>', '<video><source onerror="alert(1)"></video>', '<track src="CANARY/track.vtt">',
  '<svg onload=alert(1)>', '<svg><script>alert(1)</script></svg>', '<svg><image href="CANARY/svg.png"/></svg>', '<svg><use href="CANARY/use.svg#x"/></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>', '<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>', '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', '<math href="javascript:alert(1)">x</math>',
  '<a href="javascript:alert(1)" autofocus onfocus=alert(1)>x</a>', '<a href="data:text/html,<script>alert(1)</script>">x</a>', '<a href="vbscript:msgbox(1)">x</a>', '<a href="CANARY/ping" ping="CANARY/pinged">x</a>',
  '<form action="CANARY/form"><button autofocus onfocus=alert(1)>x</button></form>', '<input autofocus onfocus=alert(1)>', '<select autofocus onfocus=alert(1)><option>x</select>', '<textarea autofocus onfocus=alert(1)></textarea>',
  '<details open ontoggle=alert(1)>x</details>', '<marquee onstart=alert(1)>x</marquee>', '<div onmouseover=alert(1) onanimationstart=alert(1) style="animation:x 1s">x</div>', '<p title="<img src=x onerror=alert(1)>">x</p>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>', '<template><script>alert(1)</script></template>', '<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp>', '<title><img title="</title><img src=x onerror=alert(1)>"></title>',
  '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->', '<!--><img src=x onerror=alert(1)>-->', '<![CDATA[<script>alert(1)</script>]]>', '<?xml version="1.0"?><script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
  '</body></html><script>alert(1)</script>', '<plaintext><script>alert(1)</script>', '<dialog open><script>alert(1)</script></dialog>', '<portal src="CANARY/portal"></portal>',
  '<font color="red;background:url(CANARY/font.png)">x</font>', '<img src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\' onload=\'alert(1)\'/>">', '<img src="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">', '<td background="javascript:alert(1)">x</td>',
] // prettier-ignore
