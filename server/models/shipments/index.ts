export {
  Shipment,
  shipmentStatuses,
  type ShipmentEvent,
  type ShipmentRecord,
  type ShipmentStatus,
} from './shipment.js'
export { ofOrder, tell, type ShipmentFacts } from './shipments.js'
