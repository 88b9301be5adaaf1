'use strict';
(function(){
var tip=document.getElementById('tip'),charts=[],zoom=null;
var steps=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,10800,21600,43200,86400];
function show(number){return number.toLocaleString('en-US',{maximumSignificantDigits:4});}
// As the page writes times: 250 ms, 12.3 s, 2 m 05 s, 3 h 10 m.
function span(seconds){
  function two(number){return (number<10?'0':'')+number;}
  function pair(large,unit,small,other){return large+' '+unit+(small?' '+two(small)+' '+other:'');}
  if(seconds<119.5){
    var units=[[1,'s'],[1e-3,'ms'],[1e-6,'\u00b5s'],[1e-9,'ns']];
    var unit=units.filter(function(unit){return seconds>=0.9995*unit[0];})[0]||units[seconds?3:0];
    return (seconds/unit[0]).toLocaleString('en-US',{maximumSignificantDigits:3})+' '+unit[1];
  }
  var whole=Math.round(seconds),minutes=Math.round(seconds/60),hours=Math.round(seconds/3600);
  if(whole<7200)return pair(Math.floor(whole/60),'m',whole%60,'s');
  if(minutes<2880)return pair(Math.floor(minutes/60),'h',minutes%60,'m');
  return pair(Math.floor(hours/24),'d',hours%24,'h');
}
function stepFor(rough){
  for(var i=0;i<steps.length;i++)if(steps[i]>=rough&&rough>=1)return steps[i];
  var power=Math.pow(10,Math.floor(Math.log10(rough)));
  return power*(rough<=power?1:rough<=2*power?2:rough<=5*power?5:10);
}
// The stretch of time that a chart shows.
function range(chart){return zoom||[0,chart.duration];}
function timeAt(chart,event){
  var box=chart.svg.getBoundingClientRect(),x=(event.clientX-box.left)*chart.svg.viewBox.baseVal.width/box.width;
  var shown=range(chart);
  return shown[0]+(x-chart.left)/(chart.right-chart.left)*(shown[1]-shown[0]);
}
function hide(){
  tip.hidden=true;
  charts.forEach(function(chart){chart.cross.style.visibility='hidden';});
}
function point(chart,time,x,y){
  var index=Math.floor(time/chart.step);
  if(index<0||!chart.values.some(function(line){return index<line.length;})){hide();return;}
  charts.forEach(function(other){
    var shown=range(other),share=(time-shown[0])/(shown[1]-shown[0]);
    var at=other.left+share*(other.right-other.left),inside=share>=0&&share<=1;
    other.cross.setAttribute('x1',at);other.cross.setAttribute('x2',at);
    other.cross.style.visibility=inside?'visible':'hidden';
  });
  tip.textContent='';
  var head=document.createElement('b');head.textContent=span(index*chart.step);tip.appendChild(head);
  chart.names.forEach(function(name,line){
    if(index>=chart.values[line].length)return;
    var row=document.createElement('span'),mark=document.createElement('i');
    row.className=chart.colors[line];row.appendChild(mark);
    row.appendChild(document.createTextNode(name+' '+(chart.isTime?span:show)(chart.values[line][index])));tip.appendChild(row);
  });
  tip.hidden=false;
  tip.style.top=Math.min(y+16,window.innerHeight-tip.offsetHeight-8)+'px';
  tip.style.left=Math.max(4,Math.min(x+16,window.innerWidth-tip.offsetWidth-8))+'px';
}
function draw(chart){
  var shown=range(chart),width=chart.right-chart.left,scale=width/chart.duration;
  var box=[chart.left+shown[0]*scale,0,(shown[1]-shown[0])*scale,chart.height].join(' ');
  chart.plot.setAttribute('viewBox',zoom?box:chart.whole);
  chart.svg.querySelectorAll('.time').forEach(function(mark){mark.remove();});
  var step=stepFor((shown[1]-shown[0])/(width>600?10:4));
  for(var time=Math.ceil(shown[0]/step)*step;time<=shown[1];time+=step){
    var x=chart.left+(time-shown[0])/(shown[1]-shown[0])*width;
    var text=document.createElementNS(chart.svg.namespaceURI,'text');
    text.setAttribute('class','tick middle time');text.setAttribute('x',x);text.setAttribute('y',chart.height-23);
    text.textContent=span(time);chart.svg.insertBefore(text,chart.plot);
  }
}
function zoomTo(stretch){
  zoom=stretch;charts.forEach(draw);hide();
  document.querySelectorAll('.unzoom').forEach(function(button){button.hidden=!zoom;});
}
document.querySelectorAll('figure[data-values]').forEach(function(figure){
  var data=figure.dataset,values=data.values.split('|').map(function(line){return line.split(' ').map(Number);});
  figure.querySelectorAll('svg[data-left]').forEach(function(svg){
    var chart={svg:svg,plot:svg.querySelector('.plot'),cross:svg.querySelector('.cross'),values:values,
      names:data.names.split('|'),colors:data.colors.split('|'),step:Number(data.step),isTime:data.time==='yes',
      left:Number(svg.dataset.left),right:Number(svg.dataset.right),duration:Number(svg.dataset.duration),
      height:svg.viewBox.baseVal.height,whole:svg.querySelector('.plot').getAttribute('viewBox')},began=null,at=0;
    charts.push(chart);
    svg.addEventListener('pointerdown',function(event){if(event.pointerType==='mouse')began=timeAt(chart,event);});
    svg.addEventListener('pointermove',function(event){
      at=timeAt(chart,event);point(chart,at,event.clientX,event.clientY);
    });
    svg.addEventListener('pointerup',function(event){
      var end=timeAt(chart,event),stretch=[Math.min(began,end),Math.max(began,end)];
      if(began!==null&&stretch[1]-stretch[0]>2*chart.step)
        zoomTo([Math.max(0,stretch[0]),Math.min(chart.duration,stretch[1])]);
      began=null;
    });
    svg.addEventListener('dblclick',function(){zoomTo(null);});
    svg.addEventListener('pointerleave',function(){began=null;hide();});
    svg.addEventListener('blur',hide);
    svg.addEventListener('keydown',function(event){
      var way={ArrowLeft:-1,ArrowRight:1}[event.key];
      if(event.key==='Escape'){zoomTo(null);return;}
      if(!way)return;
      event.preventDefault();
      var shown=range(chart);
      at=Math.max(shown[0],Math.min(shown[1]-chart.step/2,at+way*chart.step));
      var box=svg.getBoundingClientRect();
      point(chart,at,box.left+box.width/2,box.top+box.height/2);
    });
  });
  figure.querySelectorAll('button[data-line]').forEach(function(button){
    button.addEventListener('click',function(){
      var isShown=button.getAttribute('aria-pressed')!=='true';
      button.setAttribute('aria-pressed',isShown);
      figure.querySelectorAll('g[data-line="'+button.dataset.line+'"]').forEach(function(line){
        line.style.display=isShown?'':'none';
      });
    });
  });
});
document.querySelectorAll('.unzoom').forEach(function(button){
  button.addEventListener('click',function(){zoomTo(null);});
});
})();
