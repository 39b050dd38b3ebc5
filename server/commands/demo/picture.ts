import { crc32, deflateSync } from 'node:zlib'

const [width, height] = [480, 320]

type Colour = readonly [red: number, green: number, blue: number]

/** A picture of a broken pot, as a customer would send it: a PNG (W3C PNG, third edition), the same bytes each time. */
export function pictureOfDamage(): Buffer {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3)
    for (let x = 0; x < width; x++) row.set(colourAt(x, y), 1 + x * 3)
    return row
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Flowers over a terracotta pot with a crack, on a table before a wall. */
function colourAt(x: number, y: number): Colour {
  const flower = flowers.find(([fx, fy, r]) => (x - fx) ** 2 + (y - fy) ** 2 < r * r)
  const crack = Math.abs(x - 240 - 10 * Math.sin(y / 9) - (y - 190) / 3) < 3
  const inPot = y > 180 && y < 285 && Math.abs(x - 240) < 78 - (y - 180) / 4
  if (inPot) return crack ? [70, 36, 24] : y < 200 ? [196, 108, 74] : [178, 92, 60]
  if (flower) return flower[3]
  if (y > 100 && y < 181 && Math.abs(x - 240) < 60 && (x + y) % 17 < 5) return [74, 122, 66]
  const shade = 1 - Math.hypot(x - 240, y - 150) / 900
  return y > 262 ? [146 * shade, 112 * shade, 82 * shade] : [226 * shade, 220 * shade, 208 * shade]
}

const flowers: readonly (readonly [x: number, y: number, radius: number, colour: Colour])[] = [
  [190, 110, 30, [206, 58, 92]],
  [240, 84, 34, [222, 84, 118]],
  [294, 112, 29, [190, 44, 78]],
  [216, 146, 24, [232, 122, 148]],
  [268, 148, 25, [214, 70, 104]],
]

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
